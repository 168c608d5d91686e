import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { subscriptionAsEvents } from '../as-events.ts';
import { type ListedSubscription, stateShownBy } from './subscription-difference.ts';

/** The types that may happen several times. */
const waysIn: ReadonlySet<string> = new Set([
  'subscription.canceled',
  'subscription.payment.overdue',
  'subscription.paused',
]);

/**
 * The events that bring the ledger in line with FastSpring's subscription. First, the missed events of its life.
 * Second, if none of these says that it goes on, an update that does. Third, its current copy, which is no news: the
 * webhook of the change may still arrive. The first two are dated in the past, however old their `changed`; the last is
 * the state after everything in the ledger.
 * @param row the ledger's row; null if the ledger lacks the subscription
 */
export function healingEvents(
  { object, fact }: ListedSubscription,
  row: Subscription | null,
  now: number,
): readonly IncomingEvent[] {
  const life = subscriptionAsEvents('reconciliation', object);
  if (row === null) return life;
  const state = stateShownBy(fact);
  const goesOn = (state === 'active' || state === 'trial') && row.state !== state;
  return [
    // If the ledger already has the state, its event was reported, at a moment that the object may no longer show.
    ...life.filter(({ type }) => row.state !== state || !waysIn.has(type)),
    ...(goesOn ? [shownAs('subscription.updated', fact.occurredAt)] : []),
    shownAs(shownByApi, now),
  ];

  function shownAs(type: string, createdAt: number): IncomingEvent {
    const eventId = `reconciliation:${type}:${object.id}:${createdAt}`;
    const envelope = JSON.stringify({ id: eventId, type, created: createdAt });
    return {
      eventId,
      type,
      live: fact.live ? null : false,
      createdAt,
      payload: `${envelope.slice(0, -1)},"data":${object.json}}`,
    };
  }
}
