import { expect, test } from 'vitest';
import { storedEvents } from '../../testing/server/fastspring/stored-events.ts';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
import { dumpDatabase, wordsIn } from '../../testing/server/personal-data/dump.ts';
import { guardOf, hashPerson } from '../../testing/server/personal-data/guard.ts';
import { workOnDue } from '../../testing/server/platform/jobs/queues.ts';
import { anna, type Buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../testing/server/sync/job-stack.ts';
import { recordEvents } from '../recording/record.ts';
import { recordReceivedEvents } from '../sync/record/record-events.ts';
import type { ErasureGuard } from './guard.ts';
import { erasureQueue, runErasure } from './run-erasure.ts';
import { startErasure } from './start-erasure.ts';

const namesake: Buyer = { ...anna, accountId: 'account-namesake', email: 'a.schmidt@other.example' };
/** Their names are also a currency, a product and one of our own terms. */
const odd = ['EUR', 'pro-plan', 'completed'].map((first, index) => ({
  ...{ accountId: `account-odd-${index}`, email: `odd-${index}@odd.example`, first, last: '' },
}));

/** Anna with two leads, a namesake with one, with a note and a task each, and buyers with odd names. */
async function start() {
  const stack = await startJobStack();
  const { sandbox } = stack;
  const [annasContact, namesakesContact] = [anna, namesake].map(
    ({ email }) => sandbox.addContact({ name: 'Anna Schmidt', emails: [email] }).id,
  );
  sandbox.addLead({ name: 'Anna Schmidt: renewal', contactIds: [annasContact ?? 0] });
  const [annasLead, namesakesLead] = [annasContact, namesakesContact].map(
    (id) => sandbox.addLead({ name: 'Anna Schmidt', contactIds: [id ?? 0] }).id,
  );
  await stack.saveSettings({
    // Makes the planning request the leads from Kommo.
    products: [{ sku: 'other', pipelineId: sandbox.lead(annasLead ?? 0).pipeline_id }],
    rules: [
      { on: 'order.completed', task: { typeId: 1, text: 'Call {customer}', dueInHours: 24 } },
      { on: 'account.updated', note: true },
    ],
  });
  await stack.work();
  stack.passTime(60_000);
  await stack.store([
    ...[namesake, ...odd, anna].map((by, index) => orderCompleted(`O-${index}`, by, stack.now())),
    {
      ...{ id: 'event-account', type: 'account.updated', created: stack.now(), live: true },
      data: { id: anna.accountId, contact: { first: anna.first, last: anna.last, email: anna.email } },
    },
  ]);
  await stack.work();
  stack.passTime(60_000);
  await stack.workThroughFailures();
  const texts = (leadId = 0) => [
    ...sandbox.notesOf(leadId).map(({ params }) => String(params.text)),
    ...sandbox.tasksOf(leadId).map(({ text }) => text),
  ];
  const rowsOfNamesake = async () =>
    (await dumpDatabase(stack.database))
      .split('\n')
      .filter(
        (row) => !row.startsWith('pgboss') && wordsIn(row, [namesake.email, 'O-0', String(namesakesLead)]).length > 0,
      );
  return {
    ...stack,
    annasTexts: () => texts(annasLead),
    ofNamesake: async () => ({ rows: await rowsOfNamesake(), texts: texts(namesakesLead) }),
  };
}

type Stack = Awaited<ReturnType<typeof start>>;

function begin({ prisma, accountId }: Stack, email: string): Promise<string> {
  return startErasure(prisma, hashPerson, { accountId, userId: null }, { email });
}

/** The data of every order, without what an erasure removes from the person's own orders. */
function readSales({ prisma }: Stack) {
  const select = { orderId: true, state: true, currency: true, total: true, items: true, country: true };
  return prisma.order.findMany({ select, orderBy: { orderId: 'asc' } });
}

test('an erasure leaves other people’s data alone, even if the person has an ambiguous name', async () => {
  const stack = await start();
  const { prisma, sandbox } = stack;
  const before = { sales: await readSales(stack), ofNamesake: await stack.ofNamesake() };
  const texts = stack.annasTexts();
  expect(await dumpDatabase(stack.database)).toContain('Anna Schmidt: renewal');
  expect(texts.join()).toContain('Customer details changed');
  for (const { email } of odd) await runErasure(prisma, hashPerson, await begin(stack, email));

  // Kommo answers while her next payment is being planned, and she is erased meanwhile.
  await stack.store([orderCompleted('O-9', anna, stack.now())]);
  const erased = Promise.withResolvers<void>();
  const held = sandbox.faults.add({ kind: 'hold', until: erased.promise, match: { method: 'GET', path: /leads/ } });
  const working = stack.work();
  await expect.poll(held.hits).toBe(1);
  const id = await begin(stack, anna.email);
  erased.resolve();
  await working;
  // It is unknown whether the note about her account, which names only her, was written.
  await prisma.effect.updateMany({
    where: { factKey: { startsWith: 'account.updated' } },
    data: { state: 'uncertain', kommoId: null },
  });
  await runErasure(prisma, hashPerson, id);
  await stack.workThroughFailures();

  expect((await readSales(stack)).filter(({ orderId }) => orderId !== 'O-9')).toEqual(before.sales);
  expect(await stack.ofNamesake()).toEqual(before.ofNamesake);
  expect(stack.annasTexts()).toEqual(texts.map(() => 'Erased'));
  const dump = await dumpDatabase(stack.database);
  expect(wordsIn(dump, [anna.email, anna.accountId, 'Anna Schmidt: renewal'])).toEqual([]);
});

test('a failed erasure is tried again later and does not hold up others', async () => {
  const { prisma, accountId, record } = await openLedger();
  await record(orderCompleted('O-1', anna, 1));
  const ids: string[] = [];
  for (const email of [anna.email, namesake.email]) {
    const search = { email };
    ids.push(await startErasure(prisma, hashPerson, { accountId, userId: null }, search));
  }
  const [failing = '', other] = ids;
  await prisma.erasure.updateMany({ where: { id: failing }, data: { cursor: anna.email } });
  const logged: unknown[] = [];
  const log = { error: (...said: unknown[]) => void logged.push(said) };
  const resume = () => workOnDue(erasureQueue({ prisma, hashPerson, log }));
  await resume();
  expect(await prisma.erasure.findMany({ orderBy: { createdAt: 'asc' } })).toMatchObject([
    { id: failing, doneAt: null, problem: 'SyntaxError' },
    { id: other, step: 'done', problem: null },
  ]);
  expect(logged).toHaveLength(1);
  expect(wordsIn(JSON.stringify(logged), [failing, anna.email])).toEqual([failing]);

  await prisma.erasure.updateMany({ where: { id: failing }, data: { cursor: '' } });
  await resume();
  expect(await prisma.erasure.count({ where: { doneAt: null } })).toBe(1);
  await prisma.erasure.updateMany({ where: { id: failing }, data: { retryAt: new Date() } });
  await resume();
  expect(await prisma.erasure.findFirst({ where: { id: failing } })).toMatchObject({ step: 'done', problem: null });
});

test('an event that cannot be recorded is set aside without the erased person', async () => {
  const { prisma, database, accountId, store } = await openLedger();
  const search = { email: anna.email };
  const id = await startErasure(prisma, hashPerson, { accountId, userId: null }, search);
  await runErasure(prisma, hashPerson, id);
  await store(orderCompleted('O-1', anna, 1));
  const reduceOwned = () => Promise.reject(new RangeError());
  const guard: Pick<ErasureGuard, 'admitStored'> = {
    admitStored: async (...asked) => ({ ...(await guardOf(database).admitStored(...asked)), reduceOwned }),
  };
  const log = { error: () => undefined };
  let more = true;
  const { signal } = new AbortController();
  while (more) more = (await recordReceivedEvents({ prisma, guard, log }, accountId, 1, signal)) > 0;
  expect(await prisma.event.findFirst()).toMatchObject({ state: 'failed', isReduced: true });
  expect(wordsIn(await dumpDatabase(database), [anna.email, anna.accountId])).toEqual([]);
});

test('recording reads no events of others to find those of erased persons', async () => {
  const { prisma, database, accountId, store, record } = await openLedger();
  await record(orderCompleted('O-1', anna, 1));
  const search = { email: anna.email };
  const id = await startErasure(prisma, hashPerson, { accountId, userId: null }, search);
  await runErasure(prisma, hashPerson, id);
  await store(...Array.from({ length: 200 }, (_, index) => orderCompleted(`O-X${index}`, namesake, 1)));
  await prisma.event.updateMany({ where: { state: 'received' }, data: { state: 'unknown' } });
  await store(orderCompleted('O-2', namesake, 2));
  const received = await storedEvents(prisma, { state: 'received' });
  const read = await prisma.$transaction(async (transaction) => {
    // With few rows Postgres always reads all of them.
    await transaction.$executeRaw`SET LOCAL enable_seqscan = off`;
    const rowsRead = async () => {
      const [row] = await transaction.$queryRaw<{ rows: bigint }[]>`
        SELECT "seq_tup_read" + "idx_tup_fetch" AS "rows" FROM "pg_stat_xact_user_tables" WHERE "relname" = 'events'`;
      return Number(row?.rows);
    };
    const guard = guardOf(database);
    const { events, reduceOwned } = await guard.admitStored(transaction, accountId, async () => received);
    await recordEvents(transaction, accountId, events);
    const before = await rowsRead();
    await reduceOwned();
    return (await rowsRead()) - before;
  });
  expect(read).toBeLessThan(20);
});
