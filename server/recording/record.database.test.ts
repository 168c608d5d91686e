import { expect, test } from 'vitest';
import { createStore, customerHistory, resentEvent } from '../../testing/sandbox/fastspring/index.ts';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
import type { TestEvent } from '../../testing/server/ledger/state-events.ts';

const story = customerHistory(createStore());

test('a resend states the fact again and adds nothing', async () => {
  const { prisma, record } = await openLedger();
  const { firstPurchase } = story.events;
  await record(firstPurchase, resentEvent(firstPurchase, firstPurchase.created + 3_600_000));
  expect(await prisma.order.count()).toBe(1);
  // The order, and beside it the subscription that it shows.
  const keys = (await prisma.fact.findMany({ orderBy: { factKey: 'asc' } })).map(({ factKey }) => factKey);
  expect(keys).toEqual([
    `order.completed:${story.firstOrder.id}`,
    expect.stringMatching(/^order[.]completed:.+[/].+$/),
  ]);
  const events = await prisma.event.findMany({ orderBy: { id: 'asc' } });
  expect(events.map(({ state, reason, factKeys, isRepeat }) => [state, reason, factKeys, isRepeat])).toEqual([
    ['recorded', null, keys, false],
    ['recorded', null, keys, true],
  ]);
});

test('a refund before its order belongs to the customer once the order has come', async () => {
  const { prisma, record } = await openLedger();
  const chargeback = (id: string) => ({
    id,
    type: 'chargeback.created',
    live: true,
    created: 1_763_640_000_000,
    data: { order: story.firstOrder.id, processorCaseId: 'case-1', chargebackAmount: 238, currency: 'EUR' },
  });
  await record(chargeback('EV1'));
  expect(await prisma.fact.findMany()).toMatchObject([{ customerId: null }]);
  await record(story.events.firstPurchase);
  const [customer] = await prisma.customer.findMany();
  const owners = (await prisma.fact.findMany()).map(({ type, customerId }) => [type, customerId]);
  expect(owners.toSorted()).toEqual([
    ['chargeback.created', customer?.id],
    ['order.completed', customer?.id],
    ['order.completed', customer?.id],
  ]);
});

test('an address that turns out to be an account’s hands over its links and goes', async () => {
  const { prisma, accountId, record } = await openLedger();
  const order = (id: string, created: number, account: string | undefined): TestEvent => ({
    id,
    type: 'order.completed',
    live: true,
    created,
    data: { id: 'O-1', account, total: 5, currency: 'EUR', changed: created, customer: { email: 'anna@acme.example' } },
  });
  await record(order('EV1', 1_000_000_000_000, undefined));
  const [first] = await prisma.customer.findMany();
  await prisma.customerLead.create({ data: { accountId, customerId: first?.id ?? '', leadId: 7, reason: 'hand' } });
  await record(order('EV2', 1_000_000_001_000, 'account-1'));
  expect(await prisma.customer.findMany()).toMatchObject([{ identity: 'account:account-1', matchState: 'linked' }]);
  expect(await prisma.customerLead.findMany()).toMatchObject([{ leadId: 7n, reason: 'hand' }]);
});

test('a customer loses what a fact reported once that fact belongs to another customer', async () => {
  const { prisma, record } = await openLedger();
  const order = (id: string, orderId: string, account: string | undefined, company: string | undefined): TestEvent => ({
    id,
    type: 'order.completed',
    live: true,
    created: 1_000_000_000_000,
    data: {
      id: orderId,
      account,
      total: 5,
      currency: 'EUR',
      changed: 1_000_000_000_000,
      customer: { email: 'anna@acme.example', company },
    },
  });
  await record(order('EV1', 'O-1', undefined, 'Acme GmbH'), order('EV2', 'O-2', undefined, undefined));
  await record(order('EV3', 'O-1', 'account-1', 'Acme GmbH'));
  expect(await prisma.customer.findMany({ orderBy: { identity: 'asc' } })).toMatchObject([
    { identity: 'account:account-1', company: 'Acme GmbH' },
    { identity: 'email:anna@acme.example', company: null },
  ]);
});

test('what is not understood is kept and says so', async () => {
  const { prisma, record } = await openLedger();
  await record(
    { id: 'EV1', type: 'order.of.tomorrow', live: true, created: 1, data: {} },
    { id: 'EV2', type: 'order.completed', live: true, created: 1, data: { id: 'O-1' } },
  );
  expect(await prisma.event.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { state: 'unknown', reason: { code: 'unknown_type' } },
    { state: 'unreadable', reason: { code: 'unreadable', detail: 'it has no total or no currency' } },
  ]);
});
