import type { Subscription } from '../../database/generated/client.ts';
import type { IncomingEvent } from '../../fastspring/batch.ts';
import { shownSubscription } from '../../fastspring/events/index.ts';
import { subscriptionAsEvents } from '../as-events.ts';
import type { ListedSubscription } from './subscription-difference.ts';

/**
 * The events that make the ledger say what FastSpring says of a subscription: those of its life that were missed; that it
 * goes on, where none of them tells that, as the update that it was; and quantity, price and next charge as they are
 * shown, which is no news: what changed them may still come by its own webhook.
 * @param row of the ledger; null when it does not have the subscription
 */
export function healingEvents(
  { object, fact }: ListedSubscription,
  row: Subscription | null,
  now: number,
): readonly IncomingEvent[] {
  const life = subscriptionAsEvents('reconciliation', object);
  if (row === null) return life;
  const { state } = fact.subscription;
  const goesOn = (state === 'active' || state === 'trial') && row.state !== state;
  // It is how things are after everything that the ledger knows, whatever `changed` says.
  const at = Math.max(fact.occurredAt, row.changedAt.getTime() + 1);
  return [...life, goesOn ? shownAs('subscription.updated', at) : shownAs(shownSubscription, now)];

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
