import type { StatusOrder } from '../../ledger/lead-status.ts';
import { decimalString } from '../../ledger/money.ts';
import type { Refund, Subscription } from '../../platform/database/generated/client.ts';
import { reasonText } from '../../texts/reasons.ts';
import { type Problem, type ProblemKind, problemKinds } from './problem-view.ts';
import type { CardLedger } from './read-lead.ts';
import { subscriptionDetails } from './stored-details.ts';
import { cardOf } from './subscription-card.ts';

const day = 24 * 60 * 60 * 1000;
/** How long before a trial or a card ends it is a problem, and how long a refund stays one; ms */
const trialEndsWithin = 7 * day;
const refundIsNewsFor = 30 * day;
const cardExpiresWithin = 30 * day;

const owing: readonly ProblemKind[] = ['overdue', 'declined', 'debt'];

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
  const { declineReason, accountUrl } = subscriptionDetails(subscription);
  const problem = (kind: ProblemKind, since: Date, until: Date | null, amount: string | null): readonly Problem[] => [
    {
      kind,
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
      amount,
      currency: amount === null ? null : subscription.currency,
      reason: reasonText(declineReason, language),
      product: subscription.product,
      orderId: null,
      subscriptionId: subscription.subscriptionId,
      updatePaymentUrl: owing.includes(kind) ? accountUrl : null,
    },
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
  const { declineReason, accountUrl } = subscriptionDetails(subscription);
  const { name, expiresAt, isExpired } = cardOf(subscription, orders, language, now);
  if (nextChargeAt === null || expiresAt === null || declineReason === 'EXPIRED_CARD') return [];
  const isInTime = expiresAt > nextChargeAt.getTime() && expiresAt - now.getTime() > cardExpiresWithin;
  if (isInTime) return [];
  // At noon, so that it is the same day for most readers.
  const lastDay = new Date(expiresAt - day / 2).toISOString();
  return [
    {
      kind: isExpired ? 'card-expired' : 'card-expiring',
      since: isExpired ? lastDay : changedAt.toISOString(),
      until: isExpired ? null : lastDay,
      amount: null,
      currency: null,
      reason: name,
      product: subscription.product,
      orderId: null,
      subscriptionId: subscription.subscriptionId,
      updatePaymentUrl: accountUrl,
    },
  ];
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
