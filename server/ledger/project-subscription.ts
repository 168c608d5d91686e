import { decisiveFacts } from './decisive-facts.ts';
import type { Fact, SubscriptionDetails } from './fact.ts';
import { nextChargeAfter } from './next-charge.ts';
import { monthlyRevenue } from './recurring.ts';
import { nextChargeIn } from './subscription-copy.ts';
import { courseOf } from './subscription-course.ts';
import { copiesInOrder } from './subscription-order.ts';
import { type SubscriptionState, shownState } from './subscription-state.ts';

/** The data of one subscription, as its latest copies show it. Times are ms. */
export interface ProjectedSubscription
  extends Omit<SubscriptionDetails, 'trial' | 'sequence' | 'lastPeriod' | 'overdueNotices' | 'tags'> {
  readonly subscriptionId: string;
  readonly state: SubscriptionState;
  readonly product: string;
  /** normalised to one month, without tax; null if it does not recur or is unknown */
  readonly monthly: string | null;
  readonly trialEndsAt: number | null;
  /** null if no charge is to come, or its day is unknown */
  readonly nextChargeAt: number | null;
  /** or the amount due: a debt outlives its subscription */
  readonly nextChargeTotal: string | null;
  /** from the same copy, without tax */
  readonly nextChargePreTax: string | null;
  readonly overdueSince: number | null;
  readonly changedAt: number;
  readonly live: boolean;
  /** of the last failed charge, while none has succeeded since */
  readonly declineReason: string | null;
}

/**
 * The outcome of the subscription's life, and the data of its latest copies. The two are separate: a charge of today
 * may show the subscription as it was before its last edit.
 * @returns null if no fact shows the subscription itself: an order or a failed charge that only names it
 */
export function projectSubscription(subscriptionId: string, allFacts: readonly Fact[]): ProjectedSubscription | null {
  const facts = decisiveFacts(allFacts);
  const shown = copiesInOrder(facts);
  const latest = shown.at(-1);
  if (latest === undefined) return null;
  const course = courseOf(facts);
  const state = course.state ?? shownState(latest, latest.changedAt ?? 0);
  if (state === null) return null;

  const last = <Value>(read: (details: SubscriptionDetails) => Value | null): Value | null =>
    shown.map(read).findLast((value) => value !== null) ?? null;
  const isLeft = state === 'canceled' || state === 'deactivated';
  const owes = state === 'overdue' || (isLeft && course.overdueSince !== null);
  const isChargedAgain = !isLeft && state !== 'paused' && !latest.lastPeriod;
  const charge = isChargedAgain || owes ? shown.findLast(({ nextChargeTotal }) => nextChargeTotal !== null) : undefined;
  const described = {
    quantity: latest.quantity,
    currency: last(({ currency }) => currency),
    price: last(({ price }) => price),
    interval: last(({ interval }) => interval),
    intervalLength: last(({ intervalLength }) => intervalLength),
  };
  return {
    subscriptionId,
    state,
    product: last(({ product }) => product) ?? last(({ productPath }) => productPath) ?? subscriptionId,
    productPath: last(({ productPath }) => productPath),
    sku: last(({ sku }) => sku),
    ...described,
    monthly:
      latest.lastPeriod && !isLeft
        ? null
        : monthlyRevenue({ ...described, nextChargePreTax: last(({ nextChargePreTax }) => nextChargePreTax) }),
    startedAt: last(({ startedAt }) => startedAt),
    trialEndsAt: state === 'trial' ? (last(({ trial }) => trial?.endsAt ?? null) ?? last(nextChargeIn)) : null,
    nextChargeAt: isChargedAgain ? nextChargeAfter(shown, facts) : null,
    nextChargeTotal: charge?.nextChargeTotal ?? null,
    nextChargePreTax: charge?.nextChargePreTax ?? null,
    canceledAt: isLeft ? (course.canceledAt ?? last(({ canceledAt }) => canceledAt)) : null,
    endsAt: latest.endsAt ?? (isLeft ? (course.deactivatedAt ?? last(({ endsAt }) => endsAt)) : null),
    overdueSince: owes ? course.overdueSince : null,
    changedAt: course.changedAt,
    live: facts.every((fact) => fact.live),
    declineReason: owes ? course.declineReason : null,
    paymentMethod: last(({ paymentMethod }) => paymentMethod),
    initialOrderId: last(({ initialOrderId }) => initialOrderId),
    accountUrl: last(({ accountUrl }) => accountUrl),
  };
}
