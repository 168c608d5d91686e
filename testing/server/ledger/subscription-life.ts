import type {
  ChargeFailedFact,
  Fact,
  OrderFact,
  SnapshotFact,
  SubscriptionDetails,
  SubscriptionFact,
} from '../../../server/ledger/fact.ts';
import { type ProjectedSubscription, projectSubscription } from '../../../server/ledger/project-subscription.ts';
import { chargeFailedFact, noon, orderFact, subscriptionFact } from '../rules/facts.ts';

export const day = 86_400_000;
export const shown = subscriptionFact('').subscription;

/** A subscription event without a state in its data, so that the event type decides. */
export const event = (name: string, details: Partial<SubscriptionDetails> = {}): SubscriptionFact =>
  subscriptionFact(`subscription.${name}`, { subscription: { state: null, ...details } });

export const activated = event('activated', { state: 'active' });
export const onTrial = event('activated', { state: 'trial' });
export const charged: OrderFact = orderFact({
  key: 'charge.completed:order-2',
  type: 'subscription.charge.completed',
  subscription: { ...shown, state: null },
});
export const declined = (reason: string | null = 'EXPIRED_CARD'): ChargeFailedFact => chargeFailedFact(reason);

/** The subscription inside an event of its group. */
export function seen(type: string, details: Partial<SubscriptionDetails> | null): SnapshotFact {
  const { customer, live, occurredAt } = orderFact();
  const about = { occurredAt, reportedAt: occurredAt, live, customer, orderId: null, subscriptionId: 'sub-1' };
  const subscription = details === null ? null : { ...shown, ...details };
  return { kind: 'snapshot', key: `${type}/sub-1`, type, ...about, subscription };
}
export const inGroup = (state: string | null) => seen('subscription.group.updated', { state });

/**
 * The subscription after these events, one a day from `noon` on, each reported at once with the subscription of that
 * day.
 */
export function life(...facts: readonly Fact[]): ProjectedSubscription {
  const inDays = facts.map((fact, index) => ({ ...happening(fact, noon + index * day), key: `${fact.key}:${index}` }));
  const subscription = projectSubscription('sub-1', inDays);
  if (subscription === null) throw new Error('These events show no subscription');
  return subscription;
}

/** The fact as of a day after `noon`, with a copy that was edited on another day, reported on a third. */
export function onDay(fact: Fact, happened: number, changed: number | null = happened, reported = happened): Fact {
  const dayAfter = (days: number) => noon + days * day;
  return happening(fact, dayAfter(happened), changed === null ? null : dayAfter(changed), dayAfter(reported));
}

/** The fact as of another moment. */
export function happening(fact: Fact, at: number, changedAt: number | null = at, reportedAt = at): Fact {
  const moment = { occurredAt: at, ...('reportedAt' in fact ? { reportedAt } : {}) };
  switch (fact.kind) {
    case 'order':
    case 'charge_failed':
    case 'snapshot':
      return { ...fact, ...moment, subscription: fact.subscription && { ...fact.subscription, changedAt } };
    case 'subscription':
      return { ...fact, ...moment, subscription: { ...fact.subscription, changedAt } };
    default:
      return { ...fact, ...moment };
  }
}
