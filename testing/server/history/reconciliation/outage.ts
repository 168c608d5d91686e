import Fastify, { type FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { createDeliveryAllowance } from '../../../../server/fastspring/webhook/delivery-allowance.ts';
import { storeEvents } from '../../../../server/fastspring/webhook/store-events.ts';
import { webhookRoutes } from '../../../../server/fastspring/webhook/webhook-route.ts';
import { comparisonSchema } from '../../../../server/history/reconciliation/results.ts';
import { createArrivals } from '../../../../server/platform/runtime/arrivals.ts';
import {
  addCustomer,
  addProduct,
  cancel,
  type FastSpringEvent,
  failCharge,
  purchase,
  refund,
  renew,
  update,
} from '../../../sandbox/fastspring/index.ts';
import { refusedWebhooksOf } from '../../fastspring/refused-webhooks-of.ts';
import { type ReconciliationStack, startReconciliationStack } from './reconciliation-stack.ts';

const hour = 3_600_000;
const day = 24 * hour;
const secret = 'not-a-real-secret';

/** The webhook's own route at a fixed port, which can go down and come back. */
async function startEndpoint({ database, accountId }: ReconciliationStack) {
  let app: FastifyInstance | null = null;
  let port = 0;
  const on = async () => {
    app = Fastify();
    const state = { isUninstalled: false, isFormer: false, wasRefused: false, hasErasedPeople: false };
    await app.register(webhookRoutes, {
      findOwner: async () => ({ accountId, secrets: [secret], ...state }),
      admit: async (_, events) => events,
      store: (id, events) => storeEvents(database, id, 'webhook', events),
      allowance: createDeliveryAllowance(() => performance.now()),
      refused: refusedWebhooksOf(database),
      arrivals: createArrivals(),
      recordSoon: () => undefined,
    });
    port = Number(new URL(await app.listen({ host: '127.0.0.1', port })).port);
  };
  const off = async () => {
    await app?.close();
    app = null;
  };
  onTestFinished(off);
  await on();
  return { on, off, url: `http://127.0.0.1:${port}/webhooks/fastspring/key` };
}

/**
 * Four days of a store: on the second and third our endpoint may be down, FastSpring retries by its published schedule,
 * and afterwards the ledger is as if nothing had happened.
 */
export async function liveThrough(outage: boolean, salesADay: number) {
  const stack = await startReconciliationStack();
  const { store } = stack.fastspring;
  const { sandbox } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  await stack.reconcile();
  const endpoint = await startEndpoint(stack);
  const deliveries = stack.fastspring.deliveriesTo({ url: endpoint.url, secret });
  const plan = addProduct(store, {
    path: 'plan',
    name: 'Plan',
    sku: 'PLAN',
    prices: { EUR: '100.00' },
    interval: { unit: 'day', length: 1 },
  });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const passTime = async (milliseconds: number) => {
    await deliveries.passTime(milliseconds);
    stack.passJobTime(milliseconds);
    await stack.workThroughFailures();
  };
  const tell = async (events: readonly FastSpringEvent[]) => {
    deliveries.enqueue(events);
    await passTime(2 * hour);
  };

  await passTime(hour);
  const first = purchase(store, { customer, lines: [{ product: plan, quantity: 2 }] });
  await tell(first.events);
  const [subscription] = first.subscriptions;
  if (subscription === undefined) throw new Error('a plan starts a subscription');

  if (outage) await endpoint.off();
  await passTime(12 * hour);
  await tell(renew(store, subscription, store.clock.now()).events);
  await tell(refund(store, first.order, { amount: '19.00' }).events);
  await tell([update(store, subscription, { quantity: 3 })]);
  for (let index = 0; index < salesADay; index += 1) {
    await tell(purchase(store, { customer, lines: [{ product: plan, quantity: 1 }] }).events);
  }
  await tell([failCharge(store, subscription, 'EXPIRED_CARD')]);
  await tell([cancel(store, subscription)]);
  const missed = store.events.filter(({ id }) => !store.processedEvents.has(id)).length;
  if (outage) await endpoint.on();
  await stack.reconcile();
  const ledgerThen = await ledgerOf(stack);
  const notesThen = sandbox.notesOf(lead.id).length;
  await passTime(8 * day);
  await stack.compareAll();
  const { comparison } = await stack.prisma.reconciliation.findFirstOrThrow();
  return {
    stack,
    missed,
    ledgerThen,
    retriesLeft: deliveries.all.filter(({ state }) => state !== 'success').length,
    notesThen,
    notes: sandbox.notesOf(lead.id).map(({ params }) => withoutNumbers(String(params.text))),
    comparison: comparisonSchema.parse(comparison),
    ledger: await ledgerOf(stack),
  };
}

/** References, ids and marks differ in every run. */
function withoutNumbers(text: string): string {
  return text
    .replace(/BLU[\w-]+/g, '(reference)')
    .replace(/subscription [\w-]{22}/g, 'subscription (id)')
    .replace(/\[fs:\w+\]/g, '(mark)')
    .replace(/\d+ \w+ \d{4}/g, '(day)');
}

async function ledgerOf({ prisma }: ReconciliationStack) {
  const orders = await prisma.order.findMany({ orderBy: { occurredAt: 'asc' } });
  const refunds = await prisma.refund.findMany();
  const subscriptions = await prisma.subscription.findMany();
  const facts = await prisma.fact.groupBy({ by: ['type'], _count: true, orderBy: { type: 'asc' } });
  return {
    orders: orders.map(({ state, kind, total, currency }) => [state, kind, total.toFixed(2), currency]),
    refunds: refunds.map(({ total }) => total.toFixed(2)),
    subscriptions: subscriptions.map(({ state, quantity }) => `${state} ${quantity}`).sort(),
    facts: facts.map(({ type, _count }) => [type, _count]),
  };
}
