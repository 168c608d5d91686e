import { describe, expect, test } from 'vitest';
import {
  at,
  inEveryOrder,
  ledgerOf,
  renewal,
  report,
  resend,
  secondPeriod,
  subscription,
} from '../../testing/server/ledger/reported-events.ts';
import { stateEvents, type TestEvent } from '../../testing/server/ledger/state-events.ts';
import { everythingIn } from '../../testing/server/ledger/visible.ts';
import { leadStatus } from './lead-status.ts';

const statusOf = (...events: readonly TestEvent[]) => everythingIn(stateEvents(events)).leads.at(-1)?.status;

const oldPlan = report('subscription.activated', subscription());
const over = report('subscription.deactivated', {
  ...subscription({
    state: 'deactivated',
    active: false,
    changed: at('2026-05-01 03:00'),
    end: at('2026-05-01 00:00'),
  }),
});
const bought = at('2026-05-20 10:00');
/** order.completed of a plan, with the subscription as given in the item. */
const order = (item: unknown, change: Record<string, unknown> = {}) =>
  report('order.completed', {
    id: 'O-9',
    reference: 'ACM-9',
    completed: true,
    changed: bought,
    live: true,
    currency: 'EUR',
    total: 99,
    tax: 0,
    account: 'A-1',
    items: [{ product: 'team-plan', quantity: 1, display: 'Team plan', subtotal: 99, subscription: item }],
    ...change,
  });
const newPlan = (change: Record<string, unknown> = {}) =>
  subscription({
    id: 'S-2',
    subscription: 'S-2',
    changed: bought,
    begin: at('2026-05-20 00:00'),
    next: at('2026-06-20 00:00'),
    nextChargeDate: at('2026-06-20 00:00'),
    ...change,
  });

describe('a customer with an ended plan who paid for a new one', () => {
  test.each([
    ['before its activation', [order('S-2')], 'paid'],
    ['before its activation, expanded', [order(newPlan())], 'paid'],
    ['after its activation', [report('subscription.activated', newPlan()), order('S-2')], 'paid'],
    [
      'which ended too',
      [
        order(newPlan()),
        report('subscription.deactivated', newPlan({ state: 'deactivated', changed: at('2026-07-01 00:00') })),
      ],
      'ended',
    ],
    ['by a trial that pays nothing', [order('S-2', { total: 0 })], 'ended'],
    ['by a trial that pays nothing, expanded', [order(newPlan({ state: 'trial' }), { total: 0 })], 'trial'],
    [
      'and was refunded',
      [
        order('S-2'),
        report('return.created', {
          return: 'R-1',
          changed: bought + 1_000,
          totalReturn: 99,
          currency: 'EUR',
          original: { id: 'O-9', total: 99, currency: 'EUR' },
        }),
      ],
      'refunded',
    ],
  ])('%s', (_when, events, status) => {
    expect(statusOf(oldPlan, over, ...events)).toBe(status);
    expect(statusOf(...events.toReversed(), over, oldPlan)).toBe(status);
  });

  test('while the old one runs out is paid', () => {
    const runsOut = {
      state: 'canceled',
      canceledDate: at('2026-05-10 00:00'),
      deactivationDate: at('2026-06-01 00:00'),
    };
    const canceled = report('subscription.canceled', subscription({ ...runsOut, changed: at('2026-05-10 09:00') }));
    expect(statusOf(oldPlan, canceled)).toBe('canceled');
    expect(statusOf(oldPlan, canceled, order('S-2'))).toBe('paid');
  });

  test('while the old one is overdue is overdue', () => {
    const overdue = report(
      'subscription.payment.overdue',
      subscription({ state: 'overdue', changed: at('2026-04-03 05:00') }),
    );
    expect(statusOf(oldPlan, overdue, order('S-2'))).toBe('overdue');
  });

  test('with several subscriptions in one order, all but one over', () => {
    const payment = (subscriptionIds: readonly string[]) => ({
      orders: [
        {
          orderId: 'O-9',
          state: 'completed' as const,
          occurredAt: 1,
          currency: 'EUR',
          total: '99',
          tax: '0',
          live: true,
          subscriptionIds,
        },
      ],
      refunds: [],
      subscriptions: [
        { subscriptionId: 'S-1', state: 'deactivated' as const, currency: 'EUR', monthly: '99', live: true },
      ],
    });
    expect(leadStatus(payment(['S-1']))).toBe('ended');
    expect(leadStatus(payment(['S-1', 'S-2']))).toBe('paid');
  });
});

test('a plan that its group paid for again, and that ended, is over', () => {
  const paidByGroup = report(
    'subscription.group.payment.charge.completed',
    {
      order: 'O-2',
      total: 99,
      currency: 'EUR',
      timestamp: at('2026-04-02 06:00'),
      account: 'A-1',
      cotermGroupId: 'G-1',
      subscriptions: [subscription({ ...secondPeriod })],
    },
    at('2026-04-02 06:00'),
  );
  expect(statusOf(oldPlan, paidByGroup)).toBe('paid');
  expect(statusOf(oldPlan, paidByGroup, over)).toBe('ended');
  expect(statusOf(over, paidByGroup, oldPlan)).toBe('ended');
});

describe('the expanded subscription inside an order', () => {
  test('is read and shown without an event of its own', () => {
    const shown = ledgerOf([order(newPlan({ price: 49.5, quantity: 2 }))]).subscriptions.get('S-2');
    expect(shown).toMatchObject({
      state: 'active',
      price: '49.5',
      quantity: 2,
      product: 'Team plan',
      nextChargeAt: at('2026-06-20 00:00'),
      identity: 'account:A-1',
    });
  });

  test('of an order that failed is none', () => {
    const failed = { ...order(newPlan()), type: 'order.failed' };
    expect(ledgerOf([failed]).subscriptions.size).toBe(0);
  });

  test('does not undo later events', () => {
    const reported = order(subscription());
    const canceled = report(
      'subscription.canceled',
      subscription({ state: 'canceled', changed: at('2026-03-10 09:00'), canceledDate: at('2026-03-10 00:00') }),
    );
    expect(inEveryOrder([reported, canceled, resend(reported, at('2026-03-12 08:00'))])?.state).toBe('canceled');
  });
});

describe('an older copy of the subscription', () => {
  const upgraded = report(
    'subscription.updated',
    subscription({
      price: 199,
      nextChargePreTax: 199,
      nextChargeTotal: 199,
      quantity: 2,
      changed: at('2026-04-01 09:00'),
    }),
  );
  const charge = (change: Record<string, unknown>) => renewal(at('2026-04-02 06:00'), subscription(change));

  test('inside a charge never overwrites the newer price', () => {
    const shown = inEveryOrder([oldPlan, upgraded, charge({ price: 99 })]);
    expect(shown).toMatchObject({ state: 'active', price: '199', quantity: 2, monthly: '199.00' });
  });

  test('inside an order never does either', () => {
    expect(inEveryOrder([oldPlan, upgraded, order(subscription({ price: 99 }))])).toMatchObject({ price: '199' });
  });

  test('a charge of its own day shows the newer one', () => {
    const later = charge({ ...secondPeriod, price: 249, changed: at('2026-04-02 06:00') });
    expect(inEveryOrder([oldPlan, upgraded, later])).toMatchObject({ price: '249', nextChargeAt: secondPeriod.next });
  });

  test('if charges do not update `changed`, the period shows which is newer', () => {
    const second = charge({ ...secondPeriod });
    expect(inEveryOrder([oldPlan, second])).toMatchObject({ nextChargeAt: secondPeriod.next });
  });

  test('if charges do not update `changed`, a renewal after a copy from the API is newer than that copy', () => {
    const asShown = subscription({ ...secondPeriod });
    const byApi = (shown: Record<string, unknown>) => report('api.subscription', shown, at('2026-04-10 03:00'));
    const third = { sequence: 2, next: at('2026-06-02 00:00'), nextChargeDate: at('2026-06-02 00:00') };
    const charged = renewal(at('2026-05-02 06:00'), subscription(third), 'O-3');
    expect(inEveryOrder([oldPlan, byApi(asShown), charged])).toMatchObject({ nextChargeAt: third.next });
    // An event reported again after it is not newer.
    const again = resend(renewal(at('2026-03-09 06:00'), subscription({ price: 89 })), at('2026-05-03 06:00'));
    expect(inEveryOrder([byApi(asShown), again])).toMatchObject({ nextChargeAt: secondPeriod.next, price: '99' });
    const sent = report('subscription.updated', subscription({ price: 89 }), at('2026-05-03 06:00'));
    expect(inEveryOrder([byApi(subscription()), sent])).toMatchObject({ price: '99' });
  });
});
