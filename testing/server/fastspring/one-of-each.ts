import * as fastspring from '../../sandbox/fastspring/index.ts';
import { accountPayload } from '../../sandbox/fastspring/payloads/accounts.ts';
import { fulfillmentFailedPayload } from '../../sandbox/fastspring/payloads/fulfillments.ts';
import { type GroupEventType, groupPayload } from '../../sandbox/fastspring/payloads/groups.ts';
import { mailingListPayload } from '../../sandbox/fastspring/payloads/mailing-list.ts';
import { changeQuote, createQuote } from '../../sandbox/fastspring/quotes.ts';
import type { TestEvent } from '../ledger/state-events.ts';

/** The time of everything here, ms. */
const at = Date.UTC(2026, 2, 10, 12);

/**
 * An event of every type, in FastSpring's shapes, for one customer who bought two seats for EUR 238.00, of it EUR 38.00
 * tax.
 * @param expanded whether ids are replaced by objects
 */
export function oneOfEach(expanded: boolean): Readonly<Record<string, TestEvent>> {
  const store = {
    ...fastspring.createStore(),
    expanded,
    clock: { now: () => at, seconds: () => at / 1000, advance: () => undefined },
  };
  const customer = fastspring.addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const plan = fastspring.addProduct(store, {
    path: 'team-plan',
    name: 'Team plan',
    sku: 'TEAM-M',
    prices: { EUR: '100.00' },
    interval: { unit: 'month', length: 1 },
  });
  const bought = { customer, lines: [{ product: plan, quantity: 2 }] };
  const { order, subscriptions } = fastspring.purchase(store, bought);
  const [subscription] = subscriptions;
  if (subscription === undefined) throw new Error('A plan starts a subscription');
  for (const state of ['failed', 'canceled', 'payment.pending', 'approval.pending'] as const) {
    fastspring.unpaidOrder(store, bought, state);
  }
  fastspring.remindOfPayment(store, subscription);
  fastspring.remindOfTrialEnd(store, { ...subscription, state: 'trial', trialEndsAt: at });
  fastspring.pause(store, subscription);
  fastspring.resume(store, subscription);
  fastspring.update(store, subscription, { quantity: 3 });
  fastspring.failCharge(store, subscription, 'EXPIRED_CARD');
  fastspring.remindOfOverduePayment(store, subscription);
  const renewal = fastspring.renew(store, subscription, at);
  fastspring.cancel(store, subscription);
  fastspring.uncancel(store, subscription);
  fastspring.deactivate(store, subscription);
  fastspring.refund(store, order, { amount: '59.50' });
  fastspring.chargeback(store, order);
  const { quote } = createQuote(store, { name: 'Offer', ...bought });
  changeQuote(store, quote, 'EXPIRED', 'Quote Expired');
  const tell = (type: string, render: Parameters<typeof fastspring.emit>[4]) =>
    fastspring.emit(store, type, at, true, render);
  tell('account.updated', () => accountPayload(customer));
  tell('fulfillment.failed', () => fulfillmentFailedPayload(order));
  for (const [list, ending] of [
    ['subscribed', 'updated'],
    ['unsubscribed', 'removed'],
    ['abandoned', 'abandoned'],
  ] as const) {
    tell(`mailingListEntry.${ending}`, () => mailingListPayload(list, customer, plan, at));
  }
  const group = {
    id: 'group-1',
    name: 'All together',
    subscriptions: [subscription],
    status: 'EXECUTED',
    changedAt: at,
  } as const;
  for (const type of groupTypes) {
    tell(type, () => groupPayload(type, { ...group, order: renewal.order }, expanded));
  }
  // The first one of a type: for payouts the order's.
  return Object.fromEntries(store.events.map((event) => [event.type, { ...event, data: event.data }]).reverse());
}

const groupTypes: readonly GroupEventType[] = [
  'subscription.group.created',
  'subscription.group.updated',
  'subscription.group.prorated',
  'subscription.group.deactivated',
  'subscription.group.payment.charge.completed',
  'subscription.group.payment.charge.failed',
  'subscription.group.payment.overdue',
  'subscription.group.payment.reminder',
];
