import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { subscriptionAsEvents } from '../as-events.ts';
import { type ListedSubscription, stateShownBy } from './subscription-difference.ts';

/** Those that may happen several times. */
const waysIn: ReadonlySet<string> = new Set([
  'subscription.canceled',
  'subscription.payment.overdue',
  'subscription.paused',
]);

/**
 * The events that make the ledger say what FastSpring says of a subscription: those of its life that were missed; that it
 * goes on, where none of them tells that, as the update that it was; and how it is shown now, which is no news: what
 * changed it may still come by its own webhook. The first two are of the past, however old their `changed`; the last is how
 * things are after everything that the ledger knows.
 * @param row of the ledger; null when it does not have the subscription
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
    // The way into a state that the ledger has was reported, at a moment that the object may not show any more.
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
