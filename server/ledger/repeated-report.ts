import type { Fact, SubscriptionDetails, SubscriptionFact } from './fact.ts';
import { isReportedAtOnce, reportedAtOf } from './subscription-copy.ts';
import { contradictsItsCopy, isOvertaken } from './subscription-state.ts';

/** Their data has no moment but the last edit of the subscription: in a resend that may be a later one. */
export const typesWithLastEdit: readonly string[] = [
  'subscription.paused',
  'subscription.resumed',
  'subscription.uncanceled',
  'subscription.updated',
];

/** The types that report edits of a subscription. */
export const typesOfEdits: readonly string[] = [
  ...typesWithLastEdit,
  'subscription.activated',
  'subscription.canceled',
  'subscription.deactivated',
];

/** What has to happen in between before the same can happen again. */
const undoneBy: Readonly<Record<string, string>> = {
  'subscription.paused': 'subscription.resumed',
  'subscription.resumed': 'subscription.paused',
  'subscription.uncanceled': 'subscription.canceled',
};

/**
 * The keys of the facts that report the same edit as this one: one of each pair is from a resend by hand, which shows
 * the subscription after a later edit.
 * @param others facts about edits of the same subscription
 */
export function keysOfSameReport(fact: Fact, others: readonly Fact[]): readonly string[] {
  if (!isEdit(fact) || !typesWithLastEdit.includes(fact.type)) return [];
  const edits = others.filter(isEdit);
  return edits
    .filter((other) => other.type === fact.type)
    .filter((other) => isResendOf(fact, other, edits) || isResendOf(other, fact, edits))
    .map(({ key }) => key);
}

function isEdit(fact: Fact): fact is SubscriptionFact {
  return fact.kind === 'subscription' && typesOfEdits.includes(fact.type);
}

function isResendOf(copy: SubscriptionFact, original: SubscriptionFact, edits: readonly SubscriptionFact[]): boolean {
  if (copy.occurredAt <= original.occurredAt) return false;
  const showsOther = edits.some((edit) => edit.type !== copy.type && isEditShownBy(copy, edit));
  // FastSpring may report an update beside a true second pause, so the other edit alone is no proof.
  if (!addsNothing(copy, original, edits)) return showsOther && contradictsItsCopy(copy);
  return showsOther || !isReportedAtOnce(copy.occurredAt, reportedAtOf(copy));
}

/** The last edit that the copy shows was reported by this one when it happened. */
function isEditShownBy({ subscription }: SubscriptionFact, edit: SubscriptionFact): boolean {
  const changed = edit.subscription.changedAt;
  const reported = reportedAtOf(edit);
  return (
    changed !== null && changed === subscription.changedAt && reported >= changed && isReportedAtOnce(changed, reported)
  );
}

function addsNothing(
  { type, subscription, occurredAt }: SubscriptionFact,
  original: SubscriptionFact,
  edits: readonly SubscriptionFact[],
): boolean {
  const undo = undoneBy[type];
  if (undo === undefined) return termsOf(subscription) === termsOf(original.subscription);
  return !edits.some(
    (edit) =>
      edit.type === undo && edit.occurredAt > original.occurredAt && edit.occurredAt < occurredAt && !isOvertaken(edit),
  );
}

/** What an update can change and a note says. */
function termsOf({ product, sku, quantity, price, currency, interval, intervalLength }: SubscriptionDetails): string {
  return JSON.stringify([product, sku, quantity, price, currency, interval, intervalLength]);
}
