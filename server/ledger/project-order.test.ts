import { describe, expect, test } from 'vitest';
import { noon, noticeFact, orderFact, proPlan, refundFact } from '../../testing/server/rules/facts.ts';
import type { Fact, OrderDetails, OrderState, PayoutFact } from './fact.ts';
import { projectOrder } from './project-order.ts';

const hour = 3_600_000;
const visa = { type: 'creditcard', brand: 'visa', last4: '4242' };

const inState = (state: OrderState, hours: number, change: Parameters<typeof orderFact>[0] = {}) =>
  orderFact({
    key: `order.${state}:order-1`,
    type: `order.${state}`,
    state,
    occurredAt: noon + hours * hour,
    ...change,
  });

function payout(key: string, fee: string | null, net: string | null): PayoutFact {
  const { customer, live } = orderFact();
  const type = 'payoutEntry.created';
  const about = { occurredAt: noon, live, customer, orderId: 'order-1', subscriptionId: null };
  const names = { returnId: key.startsWith('return') ? key : null, paidOrder: null };
  return { kind: 'payout', key: `${type}:${key}`, type, ...names, payoutCurrency: 'USD', fee, net, ...about };
}

/** A co-term group's renewal: it has amounts, but no invoice reference and no country. */
const groupCharge = orderFact({
  key: 'charge.completed:order-1',
  type: 'subscription.group.payment.charge.completed',
  orderKind: 'renewal',
  occurredAt: noon - hour,
  order: { reference: null, country: null, invoiceUrl: null, payment: null, quoteId: null, total: '200.00', tax: '0' },
});

const paidOut = (order: Partial<OrderDetails>): PayoutFact => {
  const { orderKind, order: shown } = orderFact({ order });
  return { ...payout('order-1', null, null), paidOrder: { orderKind, order: shown } };
};

test('a tax missing from one event is taken from another event with the same amount', () => {
  const untold = { ...groupCharge, order: { ...groupCharge.order, total: '238.00', tax: null } };
  expect(projectOrder([untold])?.tax).toBeNull();
  expect(projectOrder([untold, paidOut({ reference: null, total: '238' })])?.tax).toBe('38.00');
  expect(projectOrder([untold, paidOut({ reference: null, total: '240.00' })])?.tax).toBeNull();
  expect(projectOrder([untold, paidOut({ reference: null, currency: 'USD' })])?.tax).toBeNull();
});

test('the tax of the deciding event stays', () => {
  const untaxed = inState('payment_pending', -1, { order: { tax: '0.00' } });
  expect(projectOrder([untaxed, orderFact()])?.tax).toBe('38.00');
});

describe('an order that only its payout shows', () => {
  const once = { ...proPlan, subscriptionId: null };

  test.each([
    ['is of the first subscription that it pays for', [once, proPlan], 'sub-1'],
    ['may be of none', [once], null],
  ])('%s', (_what, items, subscriptionId) => {
    expect(projectOrder([paidOut({ items })])).toMatchObject({ state: 'completed', total: '238.00', subscriptionId });
  });

  test('is no order without an id', () => {
    expect(projectOrder([{ ...paidOut({}), orderId: null }])).toBeNull();
  });
});

describe('the state of an order', () => {
  test.each<[OrderState, OrderState]>([
    ['payment_pending', 'approval_pending'],
    ['payment_pending', 'failed'],
    ['approval_pending', 'failed'],
    ['failed', 'canceled'],
    ['payment_pending', 'canceled'],
    ['canceled', 'completed'],
    ['approval_pending', 'completed'],
  ])('between %s and %s the second wins, whichever happened last', (less, further) => {
    expect(projectOrder([inState(less, 0), inState(further, 1)])?.state).toBe(further);
    expect(projectOrder([inState(less, 1), inState(further, 0)])?.state).toBe(further);
  });

  test('it carries the time of the event that decided its state', () => {
    const facts = [inState('completed', 26), inState('payment_pending', 0)];
    expect(projectOrder(facts)?.occurredAt).toBe(noon + 26 * hour);
  });

  test.each<[string, readonly Fact[]]>([
    ['a refund', [refundFact()]],
    ['a payout', [payout('order-1', '2.00', '100.00')]],
    ['a notice', [noticeFact('fulfillment.failed', {})]],
    ['nothing', []],
  ])('%s alone makes no order', (_what, facts) => {
    expect(projectOrder(facts)).toBeNull();
  });
});

describe('several events about one order', () => {
  test('amounts come from the event with the invoice reference and are never mixed', () => {
    const purchase = orderFact({ order: { total: '238.00', tax: '38.00' } });
    expect(projectOrder([groupCharge, purchase])).toMatchObject({ total: '238.00', tax: '38.00', occurredAt: noon });
  });

  test('without a reference, amounts come from the earliest event', () => {
    const later = { ...groupCharge, key: 'other', occurredAt: noon, order: { ...groupCharge.order, total: '1.00' } };
    expect(projectOrder([later, groupCharge])?.total).toBe('200.00');
  });

  test('a missing detail is filled in from the earliest event that has it', () => {
    const invoiceUrl = 'https://acme.onfastspring.example/invoice/1';
    const waiting = { reference: null, country: 'DE', invoiceUrl, payment: visa, quoteId: 'quote-1' };
    const approval = { reference: 'ACM-1', country: 'FR', invoiceUrl: 'other', payment: null, quoteId: 'quote-2' };
    const order = projectOrder([
      groupCharge,
      inState('approval_pending', -2, { order: approval }),
      inState('payment_pending', -3, { order: waiting }),
    ]);
    expect(order).toMatchObject({ ...waiting, reference: 'ACM-1', total: '200.00' });
  });

  test('the deciding event keeps its own details', () => {
    const own = { reference: 'ACM-2', country: 'US', invoiceUrl: 'own', payment: visa, quoteId: 'quote-2' };
    const earlier = { reference: 'ACM-1', country: 'DE', invoiceUrl: 'earlier', payment: null, quoteId: 'quote-1' };
    const facts = [inState('payment_pending', -1, { order: earlier }), inState('completed', 0, { order: own })];
    expect(projectOrder(facts)).toMatchObject(own);
  });

  test('a detail that no event has stays empty', () => {
    const open = { reference: null, country: null, invoiceUrl: null, payment: null, quoteId: null };
    expect(projectOrder([groupCharge])).toMatchObject(open);
  });

  test('one renewal event makes it a renewal; otherwise it is a purchase', () => {
    expect(projectOrder([orderFact()])?.kind).toBe('purchase');
    expect(projectOrder([orderFact(), groupCharge])?.kind).toBe('renewal');
    expect(projectOrder([inState('payment_pending', -2), groupCharge])?.kind).toBe('renewal');
    expect(projectOrder([orderFact({ orderKind: 'proration' })])?.kind).toBe('proration');
  });

  test('one test event makes it a test order', () => {
    expect(projectOrder([orderFact(), groupCharge])?.live).toBe(true);
    expect(projectOrder([orderFact(), { ...groupCharge, live: false }])?.live).toBe(false);
  });

  test('any event may name the subscription', () => {
    const nameless = inState('payment_pending', -1, { subscriptionId: null });
    expect(projectOrder([nameless, orderFact({ subscriptionId: 'sub-7' })])?.subscriptionId).toBe('sub-7');
    expect(projectOrder([nameless])?.subscriptionId).toBeNull();
  });
});

describe('fee and payout', () => {
  test('are unknown until a payout arrives', () => {
    expect(projectOrder([orderFact()])).toMatchObject({ fee: null, payoutNet: null });
  });

  test('add up over the order and its returns', () => {
    const facts = [orderFact(), payout('order-1', '14.50', '180.10'), payout('return-1', '-1.45', '-18.01')];
    expect(projectOrder(facts)).toMatchObject({ fee: '13.05', payoutNet: '162.09' });
  });

  const keyed = (key: string, paidId: string, payoutCurrency: string): PayoutFact => ({
    ...payout(paidId, '1', '2'),
    ...{ key: `payoutEntry.created:${key}`, payoutCurrency },
  });

  test.each([
    ['the order’s own payout', [keyed('a', 'return-1', 'GBP'), keyed('b', 'order-1', 'EUR')], 'EUR'],
    ['the first return by its key', [keyed('b', 'return-1', 'GBP'), keyed('a', 'return-2', 'USD')], 'USD'],
  ])('are in the currency of %s where the order names none, whichever came first', (_whose, payouts, currency) => {
    const order = orderFact({ order: { payoutCurrency: null } });
    for (const some of [payouts, payouts.toReversed()])
      expect(projectOrder([order, ...some])).toMatchObject({ payoutCurrency: currency, fee: '1', payoutNet: '2' });
  });

  test('stay unknown where no payout has them', () => {
    expect(projectOrder([orderFact(), payout('order-1', null, '180.10')])).toMatchObject({
      fee: null,
      payoutNet: '180.1',
    });
    expect(projectOrder([orderFact(), payout('order-1', '14.50', null), payout('return-1', null, null)])).toMatchObject(
      { fee: '14.5', payoutNet: null },
    );
  });
});
