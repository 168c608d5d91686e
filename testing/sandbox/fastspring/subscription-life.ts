import Big from 'big.js';
import type { FastSpringEvent } from './events.ts';
import { chargeFailedPayload } from './payloads/charges.ts';
import { subscriptionPayload } from './payloads/subscriptions.ts';
import type { Subscription } from './records.ts';
import { emit, type Store, taxOn } from './store.ts';
import { utcMidnight } from './subscription-period.ts';

/** The events of a subscription between its sales; each function changes it and returns the event. `at` in ms. */

export function failCharge(
  store: Store,
  subscription: Subscription,
  reason: string,
  at = store.clock.now(),
): FastSpringEvent {
  Object.assign(subscription, { state: 'overdue', declineReason: reason, changedAt: at });
  const failed = { ...subscription };
  return emit(store, 'subscription.charge.failed', at, subscription.live, (expansion) =>
    chargeFailedPayload(reason, failed, expansion),
  );
}

export function remindOfOverduePayment(
  store: Store,
  subscription: Subscription,
  at = store.clock.now(),
): FastSpringEvent {
  const overdueNoticesSent = subscription.overdueNoticesSent + 1;
  return change(store, subscription, 'subscription.payment.overdue', at, { state: 'overdue', overdueNoticesSent });
}

export function remindOfPayment(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  return tell(store, subscription, 'subscription.payment.reminder', at);
}

export function remindOfTrialEnd(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  return tell(store, subscription, 'subscription.trial.reminder', at);
}

/** Canceled at the end of the period, or a week later when that is over: still active until then. The dates are midnights. */
export function cancel(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  return change(store, subscription, 'subscription.canceled', at, {
    state: 'canceled',
    canceledDate: utcMidnight(at),
    deactivationDate: Math.max(subscription.next ?? at, utcMidnight(at) + 7 * 86_400_000),
  });
}

export function uncancel(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  const { trialEndsAt, sequence } = subscription;
  return change(store, subscription, 'subscription.uncanceled', at, {
    state: trialEndsAt !== null && trialEndsAt > at && sequence === 1 ? 'trial' : 'active',
    canceledDate: null,
    deactivationDate: null,
  });
}

/** The end of access. A `deactivationDate` is there only when it was planned. */
export function deactivate(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  return change(store, subscription, 'subscription.deactivated', at, {
    state: 'deactivated',
    end: utcMidnight(at),
    next: null,
  });
}

export function pause(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  return change(store, subscription, 'subscription.paused', at, { state: 'paused' });
}

export function resume(store: Store, subscription: Subscription, at = store.clock.now()): FastSpringEvent {
  return change(store, subscription, 'subscription.resumed', at, { state: 'active' });
}

/** Another quantity, price (net, of one) or payment method. */
export function update(
  store: Store,
  subscription: Subscription,
  changes: Partial<Pick<Subscription, 'quantity' | 'price' | 'paymentMethod'>>,
  at = store.clock.now(),
): FastSpringEvent {
  const preTax = new Big(changes.price ?? subscription.price).times(changes.quantity ?? subscription.quantity);
  return change(store, subscription, 'subscription.updated', at, {
    ...changes,
    nextChargePreTax: preTax.toFixed(2),
    nextChargeTotal: preTax.plus(taxOn(preTax, subscription.customer.country)).toFixed(2),
  });
}

function change(
  store: Store,
  subscription: Subscription,
  type: string,
  at: number,
  values: Partial<Subscription>,
): FastSpringEvent {
  Object.assign(subscription, values, { changedAt: at });
  return tell(store, subscription, type, at);
}

function tell(store: Store, subscription: Subscription, type: string, at: number): FastSpringEvent {
  const now = { ...subscription };
  return emit(store, type, at, now.live, (expansion) => subscriptionPayload(now, expansion));
}
