import type { Fact, SubscriptionDetails } from './fact.ts';
import { compareFacts } from './fact-order.ts';
import { monthlyRevenue } from './recurring.ts';

export type SubscriptionState = 'trial' | 'active' | 'overdue' | 'paused' | 'canceled' | 'deactivated';

/** What is known of one subscription. Times are ms. */
export interface ProjectedSubscription {
  readonly subscriptionId: string;
  readonly state: SubscriptionState;
  readonly product: string;
  readonly productPath: string | null;
  readonly sku: string | null;
  readonly quantity: number;
  readonly currency: string | null;
  /** of one unit for one interval */
  readonly price: string | null;
  /** normalised to one month, without tax; null when it does not recur or is not known */
  readonly monthly: string | null;
  readonly interval: SubscriptionDetails['interval'];
  readonly intervalLength: number | null;
  readonly startedAt: number | null;
  readonly trialEndsAt: number | null;
  /** null when no charge is to come */
  readonly nextChargeAt: number | null;
  readonly nextChargeTotal: string | null;
  readonly canceledAt: number | null;
  readonly endsAt: number | null;
  readonly overdueSince: number | null;
  readonly changedAt: number;
  readonly live: boolean;
  /** of the last failed charge, while none has succeeded since */
  readonly declineReason: string | null;
  readonly paymentMethod: SubscriptionDetails['paymentMethod'];
  readonly initialOrderId: string | null;
  readonly accountUrl: string | null;
}

/**
 * Lives the subscription's life in the order of what happened. The event type decides its state, because the `state` in
 * the data of overdue notices and charges contradicts it in official samples.
 * @returns null when no fact shows the subscription itself: an order or a failed charge that only names it
 */
export function projectSubscription(subscriptionId: string, facts: readonly Fact[]): ProjectedSubscription | null {
  const life = [...facts].sort(compareFacts);
  const shown = life.flatMap((fact) => detailsIn(fact) ?? []);
  const latest = shown.at(-1);
  const course = life.reduce(live, beginning);
  const state = course.state ?? stateInWords(latest?.state ?? null);
  if (latest === undefined || state === null) return null;

  const last = <Value>(read: (details: SubscriptionDetails) => Value | null): Value | null =>
    shown.map(read).findLast((value) => value !== null) ?? null;
  const goesOn = state !== 'canceled' && state !== 'deactivated' && state !== 'paused';
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
    monthly: monthlyRevenue({ ...described, nextChargePreTax: last(({ nextChargePreTax }) => nextChargePreTax) }),
    startedAt: last(({ startedAt }) => startedAt),
    trialEndsAt: state === 'trial' ? trialEnd(last) : null,
    nextChargeAt: goesOn ? last(({ nextChargeAt }) => nextChargeAt) : null,
    nextChargeTotal: goesOn ? last(({ nextChargeTotal }) => nextChargeTotal) : null,
    canceledAt: goesOn ? null : (course.canceledAt ?? last(({ canceledAt }) => canceledAt)),
    endsAt: latest.endsAt ?? (goesOn ? null : (last(({ endsAt }) => endsAt) ?? course.deactivatedAt)),
    overdueSince: state === 'overdue' ? course.overdueSince : null,
    changedAt: course.changedAt,
    live: life.every((fact) => fact.live),
    declineReason: state === 'overdue' ? course.declineReason : null,
    paymentMethod: last(({ paymentMethod }) => paymentMethod),
    initialOrderId: last(({ initialOrderId }) => initialOrderId),
    accountUrl: last(({ accountUrl }) => accountUrl),
  };
}

function trialEnd(last: (read: (details: SubscriptionDetails) => number | null) => number | null): number | null {
  return last(({ trial }) => trial?.endsAt ?? null) ?? last(({ nextChargeAt }) => nextChargeAt);
}

function detailsIn(fact: Fact): SubscriptionDetails | null {
  return fact.kind === 'subscription' ||
    fact.kind === 'order' ||
    fact.kind === 'charge_failed' ||
    fact.kind === 'snapshot'
    ? fact.subscription
    : null;
}

interface Course {
  readonly state: SubscriptionState | null;
  readonly changedAt: number;
  readonly overdueSince: number | null;
  readonly declineReason: string | null;
  readonly canceledAt: number | null;
  readonly deactivatedAt: number | null;
}

const beginning: Course = {
  state: null,
  changedAt: 0,
  overdueSince: null,
  declineReason: null,
  canceledAt: null,
  deactivatedAt: null,
};

const settled = { overdueSince: null, declineReason: null } as const;

/** One fact further. Whoever was deactivated stays so: FastSpring has no way back but a new subscription. */
function live(course: Course, fact: Fact): Course {
  const at = fact.occurredAt;
  const next = step(course, fact);
  if (next === course || course.state === 'deactivated') return course;
  return { ...next, changedAt: at };
}

function step(course: Course, fact: Fact): Course {
  const at = fact.occurredAt;
  const runsOut = course.state === 'canceled';
  if (fact.kind === 'snapshot' && !isCharge(fact))
    return seen(course, stateInWords(fact.subscription?.state ?? null), at);
  switch (fact.type) {
    case 'subscription.activated':
      return { ...course, state: isTrial(fact) ? 'trial' : 'active' };
    case 'subscription.trial.reminder':
      return course.state === null ? { ...course, state: 'trial' } : course;
    case 'subscription.updated':
      return { ...course, state: stateInWords(detailsIn(fact)?.state ?? null) ?? course.state ?? 'active' };
    case 'subscription.charge.completed':
    case 'subscription.group.payment.charge.completed':
      return { ...course, ...settled, state: runsOut ? 'canceled' : 'active' };
    case 'subscription.charge.failed':
    case 'subscription.group.payment.charge.failed': {
      const declineReason = fact.kind === 'charge_failed' ? fact.reason : null;
      return { ...course, declineReason, ...(runsOut ? {} : overdue(course, at)) };
    }
    case 'subscription.payment.overdue':
      return runsOut ? course : { ...course, ...overdue(course, at) };
    case 'subscription.paused':
      return { ...course, ...settled, state: 'paused' };
    case 'subscription.resumed':
      return { ...course, ...settled, state: 'active' };
    case 'subscription.canceled':
      return { ...course, state: 'canceled', canceledAt: detailsIn(fact)?.canceledAt ?? at };
    case 'subscription.uncanceled':
      return { ...course, state: 'active', canceledAt: null };
    case 'subscription.deactivated':
      return { ...course, state: 'deactivated', deactivatedAt: at };
    default:
      return course;
  }
}

/** An order may pay for several subscriptions: each of them is paid, whichever the order is filed under. */
function isCharge({ type }: Fact): boolean {
  return type === 'subscription.charge.completed' || type === 'subscription.group.payment.charge.completed';
}

/** What else a member of a group lives through it tells itself. */
function seen(course: Course, state: SubscriptionState | null, at: number): Course {
  if (course.state === null) return { ...course, state };
  if (state === 'overdue' && course.state !== 'canceled') return { ...course, ...overdue(course, at) };
  if (state === 'active' && course.state === 'overdue') return { ...course, ...settled, state };
  return course;
}

function overdue(course: Course, at: number): Pick<Course, 'state' | 'overdueSince'> {
  return { state: 'overdue', overdueSince: course.overdueSince ?? at };
}

function isTrial(fact: Fact): boolean {
  const details = detailsIn(fact);
  return details !== null && (details.state === 'trial' || (details.trial !== null && details.state !== 'active'));
}

const states: readonly SubscriptionState[] = ['trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated'];

function stateInWords(state: string | null): SubscriptionState | null {
  return states.find((known) => known === state) ?? null;
}
