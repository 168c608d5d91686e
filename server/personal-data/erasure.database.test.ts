import { expect, test } from 'vitest';
import { createApi } from '../../testing/server/api/api-server.ts';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
import { dumpDatabase, wordsIn } from '../../testing/server/personal-data/dump.ts';
import { erna, planted, startWithErna, withPlanted } from '../../testing/server/personal-data/erna.ts';
import { hashPerson } from '../../testing/server/personal-data/guard.ts';
import { workOnDue } from '../../testing/server/platform/jobs/queues.ts';
import { orderCompleted, type TestEvent } from '../../testing/server/sync/fastspring-events.ts';
import { eraseCustomerRoute } from '../api/customers/erase-customer-route.ts';
import { rebuildLedger } from '../recording/rebuild/rebuild.ts';
import { erasureQueue, runErasure } from './run-erasure.ts';
import { startErasure } from './start-erasure.ts';

const log = {
  error: (...said: unknown[]) => {
    throw new Error('An erasure failed', { cause: said });
  },
};

type Stack = Awaited<ReturnType<typeof startWithErna>>;

async function moneyOf({ database }: Pick<Stack, 'database'>): Promise<unknown> {
  const { rows } = await database.query(`
    SELECT 'order', "order_id", "state", "kind", "total"::text, "tax"::text, "currency", "occurred_at"::text FROM "orders"
    UNION ALL SELECT 'refund', "refund_key", "kind", '', "total"::text, "tax"::text, "currency", "occurred_at"::text
    FROM "refunds"
    UNION ALL SELECT 'subscription', "subscription_id", "state", "product", "price"::text, "monthly"::text, "currency",
      "next_charge_at"::text FROM "subscriptions" ORDER BY 1, 2`);
  return rows;
}

async function differencesOf({ database, accountId }: Pick<Stack, 'database' | 'accountId'>) {
  const rebuilt = await rebuildLedger(database, { id: accountId, subdomain: '' }, false, () => undefined);
  return rebuilt.differences;
}

test('an erased person is in no table and in none of our notes, the money stays, and no event brings the person back', async () => {
  const stack = await startWithErna();
  const { prisma, database, accountId, sandbox, lead, bensLead } = stack;
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual(planted);
  expect(await differencesOf(stack)).toEqual([]);
  const money = await moneyOf(stack);
  const texts = () => [
    ...sandbox.notesOf(lead.id).map(({ params }) => String(params.text)),
    ...sandbox.tasksOf(lead.id).map(({ text }) => text),
  ];
  const bensNotes = () => sandbox.notesOf(bensLead.id).map(({ params }) => params.text);
  const before = { texts: texts().length, bensNotes: bensNotes() };
  expect(wordsIn(texts().join('\n'), planted)).toContain('Gundelinde');
  // The outcome of one note is unknown.
  const note = await prisma.effect.findFirstOrThrow({
    where: { kind: 'note', leadId: BigInt(lead.id), state: 'done' },
  });
  await prisma.effect.updateMany({ where: { id: note.id }, data: { state: 'sending', kommoId: null } });

  const search = { email: erna.email };
  const id = await startErasure(prisma, hashPerson, { accountId, userId: null }, search);
  // Interrupted twice, and continued by the next process.
  for (const _time of [1, 2]) expect(await runErasure(prisma, hashPerson, id, AbortSignal.abort())).toBeNull();
  await workOnDue(erasureQueue({ prisma, hashPerson, log }));
  const counts = { customers: 2, links: 2, paymentLinks: 1, events: 11, texts: before.texts };
  expect(await prisma.erasure.findFirstOrThrow()).toMatchObject({ step: 'done', customerIds: [], counts });
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual([]);
  expect(await moneyOf(stack)).toEqual(money);
  expect(await differencesOf(stack)).toEqual([]);
  expect(await prisma.customer.findMany({ where: { matchState: 'erased' } })).toMatchObject([
    { email: null, name: null, company: null, phone: null, nextMatchAt: null },
  ]);

  await stack.workThroughFailures();
  expect(texts()).toEqual(Array.from({ length: before.texts }, () => 'Erased'));
  expect(bensNotes()).toEqual(before.bensNotes);
  expect(sandbox.lead(lead.id).name).toBe('Gundelinde Plantagenet');
  expect(await stack.effectStates()).not.toHaveProperty('failed');
  sandbox.forgetRequests();
  await sendAgain(stack);
  await buyAnew(stack);
  expect(await differencesOf(stack)).toEqual([]);
  expect(sandbox.requests.filter(({ path }) => path.includes('query='))).toEqual([]);
  expect(await prisma.leadCreation.count()).toBe(0);
});

/**
 * Sends everything again under other ids: through the guard, and past it, as between the end of one and the commit of
 * the other.
 */
async function sendAgain(stack: Stack): Promise<void> {
  const { prisma, database, events } = stack;
  const money = await moneyOf(stack);
  const customers = await prisma.customer.count();
  const idOf = ({ id }: TestEvent) => (id.startsWith('api-') ? id : `${id}-again`);
  const again = events.map((event) => ({
    ...{ eventId: idOf(event), type: event.type, live: event.live, createdAt: event.created },
    payload: JSON.stringify(event),
  }));
  const admitted = await stack.dependencies.guard.admit(stack.accountId, again);
  expect(wordsIn(JSON.stringify(admitted), planted)).toEqual([]);
  await stack.store(events.map((event) => ({ ...event, id: idOf(event) })));
  await stack.workThroughFailures();
  expect(wordsIn(await dumpDatabase(database), planted)).toEqual([]);
  expect(await moneyOf(stack)).toEqual(money);
  expect(await prisma.customer.count()).toBe(customers);
}

/** Buys with a new FastSpring account; a later event names only that account. */
async function buyAnew(stack: Stack): Promise<void> {
  const { prisma, database, now } = stack;
  const customers = await prisma.customer.count();
  const anew = { ...erna, accountId: 'ACC-PLANTED-2', email: 'Erna.Planted@KRANICH.example' };
  await stack.store([
    withPlanted(orderCompleted('O-4', anew, now()), { customer: { email: anew.email } }),
    {
      ...{ id: 'event-account-alone', type: 'subscription.charge.completed', created: now(), live: true },
      data: { order: 'O-5', account: anew.accountId, subscription: 'S-5', currency: 'EUR', total: 5, sequence: 1 },
    },
  ]);
  await stack.workThroughFailures();
  expect(await prisma.order.count({ where: { orderId: { in: ['O-4', 'O-5'] } } })).toBe(2);
  expect(await prisma.customer.count()).toBe(customers);
  expect(wordsIn(await dumpDatabase(database), [...planted, 'ACC-PLANTED-2'])).toEqual([]);
}

test('only administrators erase a customer by id', async () => {
  const { prisma, database, accountId, record } = await openLedger();
  await record(orderCompleted('O-1', erna, 1));
  let administrator = false;
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: administrator, accountLanguage: 'en' });
  const app = createApi({ database, hashPerson, authenticate });
  await app.register(eraseCustomerRoute);
  const { id } = await prisma.customer.findFirstOrThrow();
  const ask = async (customer: string) =>
    (await app.inject({ method: 'POST', url: `/api/v1/customers/${customer}/erase` })).statusCode;
  expect(await ask(id)).toBe(403);
  administrator = true;
  expect([await ask('7'), await ask(crypto.randomUUID()), await ask(id), await ask(id)]).toEqual([404, 404, 202, 404]);
  await workOnDue(erasureQueue({ prisma, hashPerson, log }));
  expect(await prisma.customer.findMany()).toMatchObject([{ matchState: 'erased', email: null, name: null }]);
  expect(await prisma.auditEntry.findMany()).toMatchObject([{ action: 'person_erased', userId: 7n }]);

  // Known only by a former address: the latest one is not an address.
  const former = { customer: { email: 'erna.former@kranich.example' }, account: undefined };
  await record(withPlanted({ ...orderCompleted('O-2', erna, 1), id: 'event-former' }, former));
  const { id: other } = await prisma.customer.findFirstOrThrow({ where: { matchState: { not: 'erased' } } });
  await prisma.customer.updateMany({ where: { id: other }, data: { email: 'no address', emailFolded: null } });
  expect(await ask(other)).toBe(202);
  await workOnDue(erasureQueue({ prisma, hashPerson, log }));
  expect(wordsIn(await dumpDatabase(database), ['erna.former', 'erased-undefined'])).toEqual([]);
});
