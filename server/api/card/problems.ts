import { decimalString } from '../../ledger/money.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { day } from '../../platform/time/units.ts';
import type { RecentRefund } from '../../recording/read/order-sums.ts';
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

/** More are not shown. */
const problemsAtMost = 20;

/** Refunds since then are news, and therefore problems. */
export const refundsAreNewsSince = (now: Date): Date => new Date(now.getTime() - refundIsNewsFor);

/**
 * What a salesperson has to know or do, the twenty most urgent, those first. Test orders and test subscriptions cause
 * none.
 */
export function findProblems(
  {
    subscriptions,
    renewedCards,
    recentRefunds,
  }: Pick<CardLedger, 'subscriptions' | 'renewedCards'> & { readonly recentRefunds: readonly RecentRefund[] },
  language: string,
  now: Date,
): readonly Problem[] {
  const problems = [
    ...subscriptions
      .filter(({ live }) => live)
      .flatMap((subscription) => [
        ...subscriptionProblem(subscription, language, now),
        ...cardProblem(subscription, renewedCards, language, now),
      ]),
    ...recentRefunds.map((refund) => refundProblem(refund, language)),
  ];
  const rank = ({ kind }: Problem) => problemKinds.indexOf(kind);
  return problems
    .sort((one, other) => rank(one) - rank(other) || other.since.localeCompare(one.since))
    .slice(0, problemsAtMost);
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
  renewedCards: ReadonlySet<string>,
  language: string,
  now: Date,
): readonly Problem[] {
  const { nextChargeAt, changedAt } = subscription;
  const { declineReason } = subscriptionDetails(subscription);
  const { name, expiresAt, isExpired } = cardOf(
    subscription,
    renewedCards.has(subscription.subscriptionId),
    language,
    now,
  );
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

function refundProblem(refund: RecentRefund, language: string): Problem {
  return {
    kind: refund.kind === 'chargeback' ? 'chargeback' : 'refund',
    since: refund.occurredAt.toISOString(),
    until: null,
    amount: decimalString(refund.total, refund.currency),
    currency: refund.currency,
    reason: reasonText(refund.reason, language),
    product: null,
    orderId: refund.orderId,
    subscriptionId: null,
    updatePaymentUrl: null,
  };
}
