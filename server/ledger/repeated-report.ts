import type { Fact, SubscriptionDetails, SubscriptionFact } from './fact.ts';
import { isReportedAtOnce, reportedAtOf } from './subscription-copy.ts';
import { contradictsItsCopy, isOvertaken } from './subscription-state.ts';

/** The only moment in their data is the last edit of the subscription, which may be a later edit in a resend. */
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

/** The event that must occur in between before the same event can occur again. */
const undoneBy: Readonly<Record<string, string>> = {
  'subscription.paused': 'subscription.resumed',
  'subscription.resumed': 'subscription.paused',
  'subscription.uncanceled': 'subscription.canceled',
};

/**
 * The keys of the facts that report the same edit as this one: one of each pair is a resend by hand, which shows the
 * subscription after a later edit.
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
  // FastSpring may report an update besides a real second pause, so the other edit alone proves nothing.
  if (!addsNothing(copy, original, edits)) return showsOther && contradictsItsCopy(copy);
  return showsOther || !isReportedAtOnce(copy.occurredAt, reportedAtOf(copy));
}

/** Whether this edit, when it happened, reported the last edit that the copy shows. */
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

/** The values that an update can change and a note shows. */
function termsOf({ product, sku, quantity, price, currency, interval, intervalLength }: SubscriptionDetails): string {
  return JSON.stringify([product, sku, quantity, price, currency, interval, intervalLength]);
}
