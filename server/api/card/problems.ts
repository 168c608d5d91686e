import type { StatusOrder } from '../../ledger/lead-status.ts';
import { decimalString } from '../../ledger/money.ts';
import type { Refund, Subscription } from '../../platform/database/generated/client.ts';
import { day } from '../../platform/time/units.ts';
import { reasonText } from '../../texts/reasons.ts';
import { type Problem, type ProblemKind, problemKinds } from './problem-view.ts';
import type { CardLedger } from './read-lead.ts';
import { subscriptionDetails } from './stored-details.ts';
import { cardOf } from './subscription-card.ts';

/** How long before a trial or a card ends it is a problem, and how long a refund stays one; ms */
const trialEndsWithin = 7 * day;
const refundIsNewsFor = 30 * day;
const cardExpiresWithin = 30 * day;

/** What a new card puts an end to: the customer is sent the page where they name it. */
const mendedByNewCard: readonly ProblemKind[] = ['overdue', 'declined', 'debt', 'card-expired', 'card-expiring'];

/** What a salesperson has to know or do, the most urgent first. Test orders and test subscriptions cause none. */
export function findProblems(
  {
    subscriptions,
    refunds,
    orders,
  }: Pick<CardLedger, 'subscriptions' | 'refunds'> & { readonly orders: readonly StatusOrder[] },
  language: string,
  now: Date,
): readonly Problem[] {
  const problems = [
    ...subscriptions
      .filter(({ live }) => live)
      .flatMap((subscription) => [
        ...subscriptionProblem(subscription, language, now),
        ...cardProblem(subscription, orders, language, now),
      ]),
    ...refunds
      .filter(({ live, occurredAt }) => live && now.getTime() - occurredAt.getTime() <= refundIsNewsFor)
      .map((refund) => refundProblem(refund, language)),
  ];
  const rank = ({ kind }: Problem) => problemKinds.indexOf(kind);
  return problems.sort((one, other) => rank(one) - rank(other) || other.since.localeCompare(one.since));
}

function subscriptionProblem(subscription: Subscription, language: string, now: Date): readonly Problem[] {
  const { declineReason } = subscriptionDetails(subscription);
  const reason = reasonText(declineReason, language);
  const problem = (kind: ProblemKind, since: Date, until: Date | null, amount: string | null): readonly Problem[] => [
    problemOf(subscription, { kind, since, until, amount, reason }),
  ];
  const { state, overdueSince, changedAt, trialEndsAt, canceledAt, endsAt } = subscription;
  if (state === 'overdue') {
    return problem(
      declineReason === null ? 'overdue' : 'declined',
      overdueSince ?? changedAt,
      null,
      owed(subscription),
    );
  }
  const isLeft = state === 'canceled' || state === 'deactivated';
  const debt = isLeft && overdueSince !== null ? problem('debt', overdueSince, null, owed(subscription)) : [];
  if (state === 'canceled') return [...debt, ...problem('ending', canceledAt ?? changedAt, endsAt, null)];
  if (state === 'deactivated') return debt;
  if (state === 'paused') return problem('paused', changedAt, null, null);
  const trialEnds = state === 'trial' ? (trialEndsAt ?? null) : null;
  if (trialEnds !== null && trialEnds.getTime() - now.getTime() <= trialEndsWithin) {
    return problem('trial-ending', changedAt, trialEnds, owed(subscription));
  }
  return [];
}

/** A card that will not be good for the next charge. What the last charge was declined for is not said twice. */
function cardProblem(
  subscription: Subscription,
  orders: readonly StatusOrder[],
  language: string,
  now: Date,
): readonly Problem[] {
  const { nextChargeAt, changedAt } = subscription;
  const { declineReason } = subscriptionDetails(subscription);
  const { name, expiresAt, isExpired } = cardOf(subscription, orders, language, now);
  if (nextChargeAt === null || expiresAt === null || declineReason === 'EXPIRED_CARD') return [];
  const isInTime = expiresAt > nextChargeAt.getTime() && expiresAt - now.getTime() > cardExpiresWithin;
  if (isInTime) return [];
  // At noon, so that it is the same day for most readers.
  const lastDay = new Date(expiresAt - day / 2);
  const about = { amount: null, reason: name };
  return [
    isExpired
      ? problemOf(subscription, { ...about, kind: 'card-expired', since: lastDay, until: null })
      : problemOf(subscription, { ...about, kind: 'card-expiring', since: changedAt, until: lastDay }),
  ];
}

interface About extends Pick<Problem, 'kind' | 'amount' | 'reason'> {
  readonly since: Date;
  readonly until: Date | null;
}

function problemOf(subscription: Subscription, { kind, since, until, amount, reason }: About): Problem {
  return {
    ...{ kind, amount, reason },
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
    currency: amount === null ? null : subscription.currency,
    product: subscription.product,
    orderId: null,
    subscriptionId: subscription.subscriptionId,
    updatePaymentUrl: mendedByNewCard.includes(kind) ? subscriptionDetails(subscription).accountUrl : null,
  };
}

function owed({ nextChargeTotal, currency }: Subscription): string | null {
  return nextChargeTotal === null || currency === null ? null : decimalString(nextChargeTotal.toFixed(), currency);
}

function refundProblem(refund: Refund, language: string): Problem {
  return {
    kind: refund.kind === 'chargeback' ? 'chargeback' : 'refund',
    since: refund.occurredAt.toISOString(),
    until: null,
    amount: decimalString(refund.total.toFixed(), refund.currency),
    currency: refund.currency,
    reason: reasonText(refund.reason, language),
    product: null,
    orderId: refund.orderId,
    subscriptionId: null,
    updatePaymentUrl: null,
  };
}
