import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { oneOfEach } from '../../testing/server/fastspring/one-of-each.ts';
import { storedEvents } from '../../testing/server/fastspring/stored-events.ts';
import { asIncoming } from '../../testing/server/ledger/state-events.ts';
import { guardOf, hashPerson } from '../../testing/server/personal-data/guard.ts';
import { anna, orderCompleted, refunded } from '../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../testing/server/sync/job-stack.ts';
import { findLeadCustomers, readLedger } from '../api/card/read-lead.ts';
import { storeEvents } from '../fastspring/webhook/store-events.ts';
import { findPerson } from '../personal-data/find-person.ts';
import { runErasure } from '../personal-data/run-erasure.ts';
import { startErasure } from '../personal-data/start-erasure.ts';
import type { Database } from '../platform/database/database.ts';
import { holdUpErasures } from '../platform/database/erasure-lock.ts';
import { sqlStateOf } from '../platform/database/failures.ts';
import { rebuildLedger } from '../recording/rebuild/rebuild.ts';
import { exportAccount } from './export-account.ts';
import { type ImportDependencies, importAccount } from './import-account.ts';

const ben = { accountId: 'account-ben', email: 'ben@bolt.example', first: '=cmd|Ben', last: 'Bolt' };

async function temporaryFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'export-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  return join(parent, 'out');
}

/** Anna and Ben with a lead each, and a customer unknown in Kommo. */
async function start() {
  const stack = await startJobStack();
  const { sandbox } = stack;
  const leads = [anna, ben].map(({ email, first }) => {
    const contact = sandbox.addContact({ name: first, emails: [email] });
    return sandbox.addLead({ name: first, contactIds: [contact.id] }).id;
  });
  await stack.saveSettings({ testOrders: 'act', invoices: 'on', rules: [{ on: 'order.completed', note: true }] });
  await stack.store([
    orderCompleted('O-1', anna, stack.now() - 3_000),
    refunded('R-1', 'O-1', anna, stack.now() - 2_000),
    orderCompleted('O-2', ben, stack.now() - 1_000),
    orderCompleted('O-3', { ...ben, email: 'nobody@nowhere.example', accountId: 'account-nobody' }, stack.now()),
    { id: 'event-odd', type: 'type.of.tomorrow', created: stack.now(), live: true, data: { odd: '\u2028"\\' } },
  ]);
  const one = Object.values(oneOfEach(true)).map(asIncoming);
  await storeEvents(stack.database, stack.accountId, 'webhook', one);
  await stack.work();
  stack.passTime(60_000);
  await stack.workThroughFailures();
  const account = await stack.prisma.account.findFirstOrThrow();
  return { ...stack, account, leads };
}

/** The data of these leads' cards. */
async function cards(
  database: Pick<Database, 'prisma' | 'query'>,
  accountId: string,
  leads: readonly number[],
): Promise<string> {
  const times = { now: new Date(), monthStarts: [new Date(0), new Date()], recentSince: new Date(0) };
  const read = await Promise.all(
    leads.map(async (leadId) => readLedger(database, await findLeadCustomers(database, accountId, leadId, []), times)),
  );
  return JSON.stringify(
    read,
    (name, value: unknown) => {
      // What the account's job has still to do.
      if (['accountId', 'nextMatchAt', 'factsToPlan'].includes(name)) return undefined;
      return typeof value === 'bigint' ? String(value) : value;
    },
    1,
  );
}

async function addAccount({ prisma }: Pick<Database, 'prisma'>) {
  return prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other', kommoAccountId: 7n } });
}

test('an export, imported into an empty database, gives the same cards and sends no request to Kommo', async () => {
  const { prisma, database, account, leads } = await start();
  const mark = { notRelevantAt: new Date('2026-11-20T12:00:00.000Z'), notRelevantBy: 7n };
  await prisma.customer.updateMany({ where: { matchState: 'unmatched' }, data: mark });
  const folder = await temporaryFolder();
  const manifest = await exportAccount(database, account, null, folder);
  const rows = Object.fromEntries(manifest.files.map((file) => [file.name, file.rows]));
  expect(rows).toMatchObject({
    'events.jsonl': await prisma.event.count(),
    'links.csv': await prisma.customerLead.count(),
    'refunds.jsonl': await prisma.refund.count(),
  });
  expect((await readdir(folder)).toSorted()).toEqual([...Object.keys(rows), 'manifest.json'].toSorted());
  expect((await stat(join(folder, 'events.jsonl'))).mode & 0o077).toBe(0);
  const sheet = await readFile(join(folder, 'customers.csv'), 'utf8');
  expect(sheet).toContain("'=cmd|Ben Bolt");

  const sibling = await addAccount({ prisma });
  const here = importAccount({ prisma, guard: guardOf({ prisma }) }, sibling, folder);
  await expect(here).rejects.toThrow('This database holds the exported payments already');
  expect(await prisma.account.findUnique({ where: { id: sibling.id } })).toMatchObject({ settings: {} });

  const other = await openTestDatabase();
  const { id: accountId } = await addAccount(other);
  const { prisma: otherPrisma } = other;
  let isJobHeldUp = false;
  const guard: ImportDependencies['guard'] = {
    ...guardOf(other),
    admitStored: async (...asked) => {
      const waiting = otherPrisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SET LOCAL lock_timeout = '1ms'`;
        await holdUpErasures(transaction, accountId);
      });
      isJobHeldUp = await waiting.then(
        () => false,
        (error: unknown) => sqlStateOf(error) === '55P03',
      );
      return guardOf(other).admitStored(...asked);
    },
  };
  await importAccount({ prisma: otherPrisma, guard }, { id: accountId }, folder);
  expect(isJobHeldUp).toBe(true);
  expect(await otherPrisma.auditEntry.findMany()).toMatchObject([{ accountId, userId: null, action: 'data_imported' }]);
  expect(await cards(other, accountId, leads)).toBe(await cards(database, account.id, leads));
  const rebuilt = await rebuildLedger(other, { id: accountId, subdomain: '' }, false, () => undefined);
  expect(rebuilt).toMatchObject({
    differences: [],
    events: await prisma.event.count({ where: { state: 'recorded' } }),
  });
  expect(await other.prisma.account.findFirstOrThrow()).toMatchObject({ settings: { testOrders: 'act' } });
  expect(await other.prisma.effect.count()).toBe(0);
  const aside = (from: Database['prisma']) => from.customer.count({ where: { matchState: 'unmatched', ...mark } });
  expect(await aside(prisma)).toBeGreaterThan(0);
  expect(await aside(other.prisma)).toBe(await aside(prisma));
  const invoices = (from: Database['prisma']) =>
    from.invoiceElement.findMany({
      select: { kind: true, sourceId: true, elementId: true, written: true, leadId: true, state: true },
      orderBy: { sourceId: 'asc' },
    });
  expect(await invoices(prisma)).not.toEqual([]);
  expect(await invoices(other.prisma)).toEqual(await invoices(prisma));
  expect(await other.prisma.fact.count({ where: { plannedAt: null } })).toBe(0);
  expect(await other.prisma.customer.count({ where: { NOT: { nextMatchAt: null } } })).toBe(0);
  expect(await other.prisma.event.count({ where: { state: 'received' } })).toBe(0);

  const again = importAccount({ prisma: other.prisma, guard: guardOf(other) }, { id: accountId }, folder);
  await expect(again).rejects.toThrow('start again with an empty database');
  await appendFile(join(folder, 'links.jsonl'), '\n');
  await other.empty();
  const changed = importAccount({ prisma: other.prisma, guard: guardOf(other) }, await addAccount(other), folder);
  await expect(changed).rejects.toThrow('links.jsonl was changed since it was exported');
});

test('an older export does not bring an erased person back, and a person’s export contains no one else', async () => {
  const { prisma, database, account } = await start();
  const customersOf = async (email: string) => {
    const search = { email };
    return (await findPerson(prisma, account.id, search)).customerIds;
  };
  const odd = { id: 'event-failed', type: 'order.of.tomorrow', created: 1, live: true, data: { mail: anna.email } };
  await storeEvents(database, account.id, 'webhook', [asIncoming(odd)]);
  await prisma.event.updateMany({ where: { eventId: odd.id }, data: { state: 'failed' } });
  const [everybody, annas] = [await temporaryFolder(), await temporaryFolder()];
  await exportAccount(database, account, null, everybody);
  const { files } = await exportAccount(database, account, await customersOf(anna.email), annas);
  const texts = await Promise.all(files.map(({ name }) => readFile(join(annas, name), 'utf8')));
  expect(texts.join('')).toContain(anna.email);
  expect(texts.join('')).not.toMatch(/bolt|nowhere/);

  const other = await openTestDatabase();
  const target = await addAccount(other);
  const search = { email: anna.email };
  await runErasure(
    other.prisma,
    hashPerson,
    await startErasure(other.prisma, hashPerson, { accountId: target.id, userId: null }, search),
  );
  await importAccount({ prisma: other.prisma, guard: guardOf(other) }, target, everybody);
  const stored = JSON.stringify([
    await other.prisma.customer.findMany(),
    (await storedEvents(other.prisma)).map(({ payload }) => payload),
    (await other.prisma.fact.findMany()).map(({ data }) => data),
  ]);
  expect(stored).toContain(ben.email);
  expect(stored.match(/anna|schmidt|acme\.example|account-anna/gi) ?? []).toEqual([]);
  expect(await other.prisma.order.count()).toBe(await prisma.order.count());
});
