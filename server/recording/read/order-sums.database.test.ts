import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { randomHistory } from '../../../testing/server/ledger/history/random-history.ts';
import { addLedger } from '../../../testing/server/ledger/ledger-database.ts';
import { storeRecorded } from '../../../testing/server/ledger/store-recorded.ts';
import { dateSeed as seed } from '../../../testing/service/date-seed.ts';
import { orderStates, refundKinds } from '../../ledger/fact.ts';
import { payoutsOf } from '../../ledger/lead-payouts.ts';
import { leadStatus, statusFrom, totalsFrom, totalsOf } from '../../ledger/lead-status.ts';
import { add } from '../../ledger/money.ts';
import { paymentsOf, payoutOfOrder } from '../../ledger/stored-payments.ts';
import { subscriptionStates } from '../../ledger/subscription-state.ts';
import type { Database } from '../../platform/database/database.ts';
import { readOrderSums } from './order-sums.ts';
import type { PaymentScope } from './payment-scope.ts';

type Tables = Pick<Database, 'prisma' | 'query'>;

const monthStarts = [10, 11, 12, 13].map((month) => new Date(Date.UTC(2026, month - 1, 1)));
const since = new Date(Date.UTC(2026, 10, 15));
const plain = (amounts: readonly object[]) =>
  amounts.map((each) =>
    Object.fromEntries(
      Object.entries(each).map(([name, value]) => [name, name === 'currency' ? value : plainAmount(value)]),
    ),
  );
const plainAmount = (value: unknown) => (typeof value === 'string' ? add(value) : value);

/** What SQL makes of the rows, and what the ledger's pure functions make of the same rows. */
async function both({ prisma, query }: Tables, scope: PaymentScope) {
  const { accountId, customerIds, orderIds, subscriptionIds } = scope;
  const whole = { customerId: { in: [...customerIds] } };
  const orders = await prisma.order.findMany({
    where: { accountId, OR: [whole, { orderId: { in: [...orderIds] } }] },
    orderBy: { orderId: 'asc' },
  });
  const refunds = await prisma.refund.findMany({
    where: { accountId, orderId: { in: orders.map(({ orderId }) => orderId) } },
  });
  const subscriptions = await prisma.subscription.findMany({
    where: { accountId, OR: [whole, { subscriptionId: { in: [...subscriptionIds] } }] },
  });
  const payments = paymentsOf({ orders, refunds, subscriptions });
  const counted = payments.orders.filter(({ live, state }) => live && state === 'completed');
  const moved = [
    ...counted.map(({ currency, occurredAt, total }) => ({ currency, occurredAt, paid: total, refunded: '0' })),
    ...payments.refunds.flatMap(({ live, orderId, currency, occurredAt, total }) =>
      live && counted.some((order) => order.orderId === orderId && order.currency === currency)
        ? [{ currency, occurredAt, paid: '0', refunded: total }]
        : [],
    ),
  ];
  const months = [1, 2, 3].flatMap((month) => {
    const [from, to] = [monthStarts[month - 1]?.getTime() ?? 0, monthStarts[month]?.getTime() ?? 0];
    const within = moved.filter(({ occurredAt }) => occurredAt >= from && occurredAt < to);
    return [...Map.groupBy(within, ({ currency }) => currency)].map(([currency, each]) => ({
      ...{ currency, month, paid: add(...each.map(({ paid }) => paid)) },
      refunded: add(...each.map(({ refunded }) => refunded)),
    }));
  });
  const recent = refunds.filter(({ live, occurredAt }) => live && occurredAt >= since).length;

  const read = await readOrderSums({ query }, scope, monthStarts, since);
  const byMonth = (one: { month: number; currency: string }, other: { month: number; currency: string }) =>
    one.month - other.month || (one.currency < other.currency ? -1 : 1);
  return {
    read: {
      ...{ count: read.count, recent: read.recentRefunds.length },
      status: statusFrom(read.summary, payments.subscriptions),
      totals: plain(totalsFrom(read.parts)),
      payouts: plain(read.payouts),
      months: plain(read.months.toSorted(byMonth)),
    },
    computed: {
      ...{ count: orders.length, recent: Math.min(recent, 20) },
      status: leadStatus(payments),
      totals: plain(totalsOf(payments)),
      payouts: plain(payoutsOf(orders.map(payoutOfOrder))),
      months: plain(months.toSorted(byMonth)),
    },
  };
}

test('of random histories SQL sums what the ledger sums, for each customer and for all', async () => {
  const database = await openTestDatabase();
  for (const { reported } of fc.sample(randomHistory, { seed, numRuns: 25 })) {
    const { accountId } = await addLedger(database);
    const once = new Map(reported.map((event) => [event.id, event]));
    await storeRecorded(database, accountId, [...once.values()]);
    const customers = await database.prisma.customer.findMany({ where: { accountId } });
    const ids = customers.map(({ id }) => id);
    for (const customerIds of [ids, ...ids.map((id) => [id])]) {
      const { read, computed } = await both(database, { accountId, customerIds, orderIds: [], subscriptionIds: [] });
      expect(read).toEqual(computed);
    }
  }
});

const amount = fc.constantFrom('0', '0.01', '9.95', '10', '33.33', '100.00', '119', '5380', '0.005');
const time = fc.integer({ min: Date.UTC(2026, 8, 20), max: Date.UTC(2026, 11, 10) }).map((ms) => new Date(ms));
const live = fc.constantFrom(true, true, true, false);
const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'USD', 'JPY');
const subscriptionId = fc.constantFrom(null, 'S-0', 'S-1', 'S-9');
const order = fc.record({
  ...{ currency, live, total: amount, subscriptionId, occurredAt: time },
  state: fc.constantFrom('completed', 'completed', 'completed', ...orderStates.options),
  tax: fc.option(amount, { freq: 5 }),
  ...{ fee: fc.option(amount), payoutNet: fc.option(amount), payoutCurrency: fc.option(currency) },
  items: fc.array(fc.record({ product: fc.constant('Pro plan'), subscriptionId }), { maxLength: 2 }),
});
const refund = fc.record({
  ...{ order: fc.nat(3), kind: fc.constantFrom(...refundKinds.options), currency, live, total: amount },
  ...{ tax: fc.oneof(fc.constant('0'), amount), occurredAt: time },
});
const subscription = fc.record({ live, state: fc.constantFrom(...subscriptionStates.options) });
const rows = fc.record({
  orders: fc.array(order, { maxLength: 6 }),
  refunds: fc.array(refund, { maxLength: 6 }),
  subscriptions: fc.array(subscription, { maxLength: 2 }),
  /** whether the customer is there with all orders, or with the first two and a stranger's */
  isWhole: fc.boolean(),
});

test('of any rows SQL sums what the ledger sums: refunds beyond what was paid, chargebacks, unknown taxes, parts', async () => {
  const database = await openTestDatabase();
  const { prisma } = database;
  const run = async ({
    orders,
    refunds,
    subscriptions,
    isWhole,
  }: typeof rows extends fc.Arbitrary<infer Each> ? Each : never) => {
    const { accountId } = await addLedger(database);
    const customer = await prisma.customer.create({ data: { accountId, identity: randomUUID() } });
    const owned = { accountId, customerId: customer.id };
    await prisma.order.createMany({
      data: orders.map((each, index) => ({
        ...each,
        ...owned,
        orderId: `O-${index}`,
        kind: 'purchase',
        discount: '0',
      })),
    });
    await prisma.refund.createMany({
      data: refunds.map(({ order: number, ...each }, index) => ({
        ...{ ...each, accountId, refundKey: `R-${index}`, orderId: `O-${number}` },
      })),
    });
    await prisma.subscription.createMany({
      data: subscriptions.map((each, index) => ({
        ...{ ...each, ...owned, subscriptionId: `S-${index}`, product: 'Pro plan', quantity: 1, changedAt: since },
      })),
    });
    const part = { customerIds: [], orderIds: ['O-0', 'O-1', 'O-99'], subscriptionIds: ['S-1'] };
    const whole = { customerIds: [customer.id], orderIds: [], subscriptionIds: [] };
    const { read, computed } = await both(database, { accountId, ...(isWhole ? whole : part) });
    expect(read).toEqual(computed);
  };
  // A bank takes back a third, and FastSpring states no tax of it: of the order's tax, the share is rounded.
  const taken = {
    ...({ currency: 'EUR', total: '100.00', tax: '10', state: 'completed' } as const),
    ...{
      live: true,
      occurredAt: since,
      subscriptionId: null,
      fee: null,
      payoutNet: null,
      payoutCurrency: null,
      items: [],
    },
  };
  const part = { currency: 'EUR', kind: 'chargeback', total: '33.33', tax: '0' } as const;
  const chargeback = { ...part, order: 0, live: true, occurredAt: since };
  const example = { orders: [taken], refunds: [chargeback], subscriptions: [], isWhole: true };
  await fc.assert(fc.asyncProperty(rows, run), { seed, numRuns: 150, examples: [[example]] });
});
