import type { CustomerReference, SnapshotFact } from '../../ledger/fact.ts';
import { type EventSource, isLive, snapshotFact } from './event-source.ts';
import { list } from './fields.ts';
import { readSubscription, subscriptionIdOf, subscriptionShape } from './subscription-shape.ts';

/** `subscriptions` of a co-term group's event: objects, or ids when the group is deactivated. */
export const membersShape = list(subscriptionShape);

/**
 * The members of a co-term group as its event shows them. No member shows what the group pays or owes.
 * @param notice of the event itself: a resend gives the same keys
 */
export function readMembers(
  source: EventSource,
  members: readonly (ReturnType<typeof subscriptionShape.parse> | null)[],
  notice: { readonly key: string; readonly occurredAt: number; readonly customer: CustomerReference },
): readonly SnapshotFact[] {
  const known = members.filter((member) => member !== null);
  return known.flatMap((member) => {
    const subscriptionId = subscriptionIdOf(member);
    if (subscriptionId === null) return [];
    return snapshotFact(source, {
      key: `${notice.key}/${subscriptionId}`,
      occurredAt: notice.occurredAt,
      live: isLive(source, member.live),
      subscriptionId,
      customer: notice.customer,
      subscription: readSubscription(member),
    });
  });
}
