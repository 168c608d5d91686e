import { expect, test } from 'vitest';
import { addCustomer, purchase } from '../../../testing/sandbox/fastspring/index.ts';
import { emailOf, startImportStack } from '../../../testing/server/history/import/import-stack.ts';
import { dumpDatabase, wordsIn } from '../../../testing/server/personal-data/dump.ts';
import { hashPerson } from '../../../testing/server/personal-data/guard.ts';
import { workOnDue } from '../../../testing/server/platform/jobs/queues.ts';
import { askForAllLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import { runErasure } from '../../personal-data/run-erasure.ts';
import { startErasure } from '../../personal-data/start-erasure.ts';
import { lookUpCustomers } from '../lookups/account-lookup.ts';
import { importQueue } from './import-queue.ts';
import {
  applyImport,
  cancelImport,
  ImportNotThere,
  ImportUnderWay,
  pauseImport,
  undoImport,
} from './import-requests.ts';
import { planSchema } from './plan.ts';

const day = 86_400_000;

function fail(): never {
  throw new Error('nothing was sold');
}

test('applied, the ledger is as if every webhook had arrived; Kommo gets fields and nothing else; undone, all is as before', async () => {
  const stack = await startImportStack({ customers: 10, known: 6 });
  const { database, prisma, sandbox, now } = stack;
  const [ledger, fields] = [await stack.ledger(), stack.fields()];
  await stack.begin();
  await applyImport(database, await stack.goOn(), 'fields', now());
  const row = await stack.goOn();
  expect(row.state).toBe('done');
  await stack.workThroughFailures();
  expect(await prisma.order.count()).toBe(15);
  expect(await prisma.refund.count()).toBe(2);
  expect(await prisma.subscription.count()).toBe(5);
  expect(await prisma.customerLead.count()).toBe(6);
  expect(await prisma.customer.count({ where: { matchState: 'unmatched' } })).toBe(4);
  expect(await prisma.effect.groupBy({ by: ['kind', 'state'], _count: true })).toMatchObject([
    { kind: 'ledger_fields', state: 'done', _count: 6 },
  ]);
  const deal = (index: number) => sandbox.lead(stack.deals[index] ?? 0);
  expect(deal(0).fields.length).toBeGreaterThan(3);

  const status = deal(1).fields.find(({ field_name }) => field_name === 'status');
  const values = [{ value: 'A person wrote this' }];
  await stack.kommo
    .forAccount(stack.accountId, 'interactive')
    .updateLeads([{ id: deal(1).id, custom_fields_values: [{ field_id: status?.field_id ?? 0, values }] }]);
  await undoImport(database, row, now());
  expect((await stack.goOn()).state).toBe('undone');
  await stack.workThroughFailures();
  expect(await stack.ledger()).toEqual(ledger);
  expect(await prisma.event.count()).toBe(0);
  expect(stack.fields()).toEqual(fields.with(1, [['status', 'A person wrote this']]));
});

test('a ledger-only import writes nothing to Kommo, and undone it leaves nothing, including later look-ups and field requests', async () => {
  const stack = await startImportStack({ customers: 6, known: 4 });
  const { database, prisma, fastspring, reconciling, sandbox, accountId, now } = stack;
  const { store } = fastspring;
  const contact = sandbox.addContact({ name: 'Late', emails: ['late@acme.example'] });
  const lateDeal = sandbox.addLead({ contactIds: [contact.id] });
  const late = addCustomer(store, { first: 'Late', last: 'Reader', email: '' });
  const [product = fail()] = store.products.values();
  purchase(store, { customer: late, lines: [{ product, quantity: 1 }], at: now() - 90 * day });
  const [ledger, fields] = [await stack.ledger(), stack.fields()];
  await stack.begin();
  await applyImport(database, await stack.goOn(), 'nothing', now());
  const row = await stack.goOn();
  Object.assign(late, { email: 'late@acme.example' });
  const asked = { ...reconciling, now };
  expect(await lookUpCustomers(asked, accountId, new AbortController().signal)).toEqual({ stored: 1 });
  await stack.workThroughFailures();
  expect(await prisma.customerLead.count()).toBe(5);
  await prisma.$transaction((transaction) => askForAllLedgerFields(transaction, accountId, now()));
  await stack.workThroughFailures();
  expect(await prisma.effect.count()).toBe(0);
  expect(stack.fields()).toEqual(fields);
  expect(sandbox.lead(lateDeal.id).fields).toEqual([]);

  await undoImport(database, row, now());
  expect((await stack.goOn()).state).toBe('undone');
  await stack.workThroughFailures();
  expect(await stack.ledger()).toEqual(ledger);
  const left = [prisma.event.count(), prisma.customer.count(), prisma.customerLead.count()];
  expect(await Promise.all([...left, prisma.fastspringAccountLookup.count(), prisma.effect.count()])).toEqual(
    Array(5).fill(0),
  );
  expect(stack.fields()).toEqual(fields);
});

test('fields written by a payment of today do not include an import that was undone', async () => {
  const stack = await startImportStack({ customers: 1, known: 1 });
  const { database, fastspring, now } = stack;
  const { store } = fastspring;
  const [customer = fail()] = store.customers.values();
  const [product = fail()] = store.products.values();
  await stack.begin();
  await applyImport(database, await stack.goOn(), 'nothing', now());
  const row = await stack.goOn();
  const subscriptionIds = () => {
    const { fields } = stack.sandbox.lead(stack.deals[0] ?? 0);
    const field = fields.find(({ field_name }) => field_name === 'subscriptionId');
    return String(field?.values[0]?.value).split(', ');
  };
  const sale = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
  await stack.deliver(sale.events);
  await stack.workThroughFailures();
  expect(subscriptionIds()).toHaveLength(2);
  await undoImport(database, row, now());
  await stack.goOn();
  await stack.workThroughFailures();
  expect(subscriptionIds()).toEqual(sale.subscriptions.map(({ id }) => id));
});

test('a person erased while a page is stored does not come back with that page', async () => {
  const stack = await startImportStack({ customers: 1, known: 0 });
  const { prisma, accountId, reconciling } = stack;
  const search = { email: emailOf(0) };
  const erasing: Promise<string>[] = [];
  const guard: Pick<ErasureGuard, 'admitWithin'> = {
    admitWithin: async (...asked) => {
      const admitted = await reconciling.guard.admitWithin(...asked);
      const isOfOrders = admitted.some(({ type }) => type.startsWith('order.'));
      if (isOfOrders && erasing.length === 0)
        erasing.push(startErasure(prisma, hashPerson, { accountId, userId: null }, search));
      return admitted;
    },
  };
  await stack.begin();
  await workOnDue(importQueue({ ...reconciling, guard }));
  for (const id of await Promise.all(erasing)) await runErasure(prisma, hashPerson, id);
  expect(await prisma.importItem.count()).toBeGreaterThan(0);
  expect(wordsIn(await dumpDatabase(stack.database), [emailOf(0)])).toEqual([]);
});

test('a webhook before, during or after the import is the same fact, and has one note', async () => {
  const stack = await startImportStack({ customers: 6, known: 6 });
  const { database, prisma, fastspring, sandbox, now } = stack;
  const { store } = fastspring;
  const [customer] = store.customers.values();
  const [product] = store.products.values();
  if (customer === undefined || product === undefined) throw new Error('nothing was sold');
  const buy = () => purchase(store, { customer, lines: [{ product, quantity: 1 }] }).events;
  const [before, meanwhile, after] = [buy(), buy(), buy()];
  await stack.deliver(before);
  await stack.workThroughFailures();
  await stack.begin();
  const planned = await stack.goOn();
  expect(planSchema.parse(planned.plan)).toMatchObject({ orders: { found: 12, new: 11 }, linked: 1 });
  await stack.deliver(meanwhile);
  await applyImport(database, planned, 'nothing', now());
  await stack.goOn();
  await stack.deliver(after);
  await stack.workThroughFailures();
  expect(await prisma.order.count()).toBe(12);
  const texts = sandbox.notesOf(stack.deals[0] ?? 0).map((note) => String(note.params.text));
  expect(texts.filter((text) => text.includes('Payment received'))).toHaveLength(3);
  expect(new Set(texts).size).toBe(texts.length);
});

test('one import at a time; it can be paused, resumed, and canceled before and during its application', async () => {
  const stack = await startImportStack({ customers: 12, known: 4 });
  const { database, prisma, now } = stack;
  const ledger = await stack.ledger();
  const first = await stack.begin();
  await expect(stack.begin()).rejects.toThrow(ImportUnderWay);
  await pauseImport(database, first, true, now());
  await stack.workThroughFailures();
  expect(await stack.current()).toMatchObject({ state: 'reading', paused: true, done: 0 });
  await pauseImport(database, first, false, now());
  await cancelImport(database, await stack.goOn(), now());
  expect(await prisma.importItem.count()).toBe(0);
  await expect(applyImport(database, first, 'fields', now())).rejects.toThrow(ImportNotThere);

  await stack.begin();
  await applyImport(database, await stack.goOn(), 'nothing', now());
  const done = await stack.goOn();
  await stack.begin();
  await expect(undoImport(database, done, now())).rejects.toThrow(ImportUnderWay);
  await cancelImport(database, await stack.current(), now());
  await undoImport(database, done, now());
  expect((await stack.goOn()).state).toBe('canceled');
  await stack.workThroughFailures();
  expect(await stack.ledger()).toEqual(ledger);

  await stack.begin();
  await applyImport(database, await stack.goOn(), 'fields', now());
  await cancelImport(database, await stack.current(), now());
  expect((await stack.goOn()).state).toBe('undone');
  expect(await stack.ledger()).toEqual(ledger);
});

test('a live payment of a new customer does not wait behind imported customers', async () => {
  const stack = await startImportStack({ customers: 45, known: 0 });
  const { database, prisma, now } = stack;
  await stack.begin();
  await applyImport(database, await stack.goOn(), 'nothing', now());
  await stack.work();
  const waiting = { matchState: 'new', nextMatchAt: { not: null } };
  expect(await prisma.customer.count({ where: waiting })).toBe(0);
  expect((await stack.goOn()).state).toBe('done');
  expect(await prisma.customer.count({ where: { matchState: 'unmatched' } })).toBe(45);
  expect(await prisma.customer.findFirst({ where: { email: emailOf(7) } })).toMatchObject({ matchState: 'unmatched' });
});
