import { describe, expect, test } from 'vitest';
import { at, ledgerOf, report } from '../../testing/server/ledger/reported-events.ts';
import { stateEvents, type TestEvent } from '../../testing/server/ledger/state-events.ts';
import { everythingIn } from '../../testing/server/ledger/visible.ts';
import { readEvent } from '../fastspring/events/index.ts';

const bought = at('2026-03-02 10:00');
const order = {
  id: 'O-1',
  order: 'O-1',
  reference: 'ACM-1',
  completed: true,
  changed: bought,
  live: true,
  currency: 'EUR',
  payoutCurrency: 'USD',
  account: 'A-1',
  total: 119,
  tax: 19,
  customer: { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' },
  address: { country: 'DE' },
  items: [{ product: 'team-plan', quantity: 1, display: 'Team plan', subtotal: 100, subscription: 'S-1' }],
};
const payoutOf = (shown: unknown, change: Record<string, unknown> = {}) =>
  report(
    'payoutEntry.created',
    {
      orderId: 'O-1',
      reference: 'ACM-1',
      live: true,
      order: shown,
      account: 'A-1',
      subscriptions: ['S-1'],
      subtractions: { fastspring: { currency: 'USD', amount: 9.7, percentage: 8.9 } },
      payouts: [{ payee: 'acme', currency: 'USD', payout: '99.30', total: '129.71' }],
      ...change,
    },
    bought + 90,
  );
const undelivered = report(
  'fulfillment.failed',
  {
    product: 'team-plan',
    fulfillment: 'team-plan_license_1',
    order: 'O-1',
    reference: 'ACM-1',
    account: 'A-1',
    subscription: 'S-1',
    reason: 'Does not have available licenses.',
  },
  bought + 60,
);
const completed = report('order.completed', order, bought + 50);
const totalsIn = (events: readonly TestEvent[]) => everythingIn(stateEvents(events)).leads.at(-1);

describe('paid, but not delivered: the order’s own event does not arrive', () => {
  test('its payout shows the order, and the payment is on the card', () => {
    const events = [undelivered, payoutOf(order)];
    for (const some of [events, events.toReversed()]) {
      expect(ledgerOf(some).orders.get('O-1')).toMatchObject({
        state: 'completed',
        kind: 'purchase',
        total: '119',
        tax: '19',
        currency: 'EUR',
        reference: 'ACM-1',
        occurredAt: bought,
        payoutNet: '99.3',
        fee: '9.7',
        subscriptionId: 'S-1',
        identity: 'account:A-1',
        country: 'DE',
      });
      expect(totalsIn(some)).toMatchObject({ status: 'paid', totals: [{ paid: '119', tax: '19', net: '100' }] });
      expect(ledgerOf(some).customers.get('account:A-1')?.email).toBe('anna@acme.example');
    }
  });

  test('the order’s own event, if it arrives after all, counts once', () => {
    expect(ledgerOf([undelivered, payoutOf(order), completed]).orders.get('O-1')).toMatchObject({
      total: '119',
      reference: 'ACM-1',
    });
    expect(totalsIn([payoutOf(order), completed])).toMatchObject({ totals: [{ paid: '119' }] });
  });

  test('a payout that only names its order shows none', () => {
    expect(ledgerOf([undelivered, payoutOf('O-1')]).orders.size).toBe(0);
  });

  test.each([
    [{ acquisitionTransactionType: 'REGULAR_REBILL_ORDER' }, 'renewal'],
    [{ acquisitionTransactionType: 'PRORATION_ORDER' }, 'proration'],
    [{ reference: 'ACM-1B' }, 'renewal'],
    [{}, 'purchase'],
  ])('an order of %o is a %s', (change, kind) => {
    expect(ledgerOf([payoutOf({ ...order, ...change })]).orders.get('O-1')?.kind).toBe(kind);
  });

  test('it knows the tax of a renewal that came without expansion', () => {
    const charge = report(
      'subscription.charge.completed',
      { order: 'O-1', total: 119, currency: 'EUR', timestamp: bought, account: 'A-1', subscription: 'S-1' },
      bought,
    );
    const renewed = payoutOf({ ...order, reference: 'ACM-1B' });
    expect(ledgerOf([charge, renewed]).orders.get('O-1')).toMatchObject({
      kind: 'renewal',
      total: '119',
      tax: '19',
      reference: 'ACM-1B',
    });
  });
});

describe('the payout of a return', () => {
  const returned = {
    return: 'R-1',
    reference: 'ACM-1X',
    changed: bought + 5_000,
    live: true,
    currency: 'EUR',
    totalReturn: 59.5,
    tax: 9.5,
    account: 'A-1',
    original: { id: 'O-1', reference: 'ACM-1', total: 119, currency: 'EUR' },
  };
  const takenBack = (shown: unknown) =>
    payoutOf(undefined, {
      orderId: undefined,
      return: shown,
      subtractions: {},
      payouts: [{ payee: 'acme', currency: 'USD', payout: '-54.50' }],
    });
  const refund = report('return.created', returned, bought + 5_010);

  test('without expansion only names the return, and is not a failure', () => {
    const payload = JSON.stringify(takenBack('R-1'));
    expect(
      readEvent({ type: 'payoutEntry.created', live: true, createdAt: bought, receivedAt: bought, payload }),
    ).toMatchObject({
      outcome: 'facts',
      facts: [{ kind: 'payout', orderId: null, returnId: 'R-1', net: '-54.5' }],
    });
  });

  test.each([['R-1'], [returned]])('%j is deducted from the payout of its order', (shown) => {
    const events = [completed, payoutOf(order), refund, takenBack(shown)];
    for (const some of [
      events,
      events.toReversed(),
      events.toSorted((one, other) => (one.type < other.type ? -1 : 1)),
    ]) {
      expect(ledgerOf(some).orders.get('O-1')).toMatchObject({ payoutNet: '44.8', fee: '9.7' });
    }
  });
});

describe('a payout’s currency', () => {
  const charge = report(
    'subscription.charge.completed',
    { order: 'O-1', total: 119, currency: 'EUR', timestamp: bought, account: 'A-1', subscription: 'S-1' },
    bought,
  );
  const inEuro = { payouts: [{ currency: 'EUR', payout: '90' }], subtractions: {} };

  test('is known for a renewal and a payout without expansion', () => {
    for (const some of [
      [charge, payoutOf('O-1')],
      [payoutOf('O-1'), charge],
    ]) {
      expect(ledgerOf(some).orders.get('O-1')).toMatchObject({ payoutCurrency: 'USD', fee: '9.7', payoutNet: '99.3' });
    }
  });

  test('is never mixed with another', () => {
    const refunded = payoutOf(undefined, { ...inEuro, return: 'R-1' });
    for (const some of [
      [completed, payoutOf(order), refunded],
      [refunded, payoutOf('O-1'), charge],
    ]) {
      expect(ledgerOf(some).orders.get('O-1')).toMatchObject({ payoutCurrency: 'USD', payoutNet: '99.3' });
    }
    expect(ledgerOf([completed, payoutOf(order, inEuro)]).orders.get('O-1')).toMatchObject({
      payoutCurrency: 'USD',
      payoutNet: null,
    });
  });
});
