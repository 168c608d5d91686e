import type { Subscription } from '../../database/generated/client.ts';
import type { IncomingEvent } from '../../fastspring/batch.ts';
import { shownSubscription } from '../../fastspring/events/index.ts';
import { subscriptionAsEvents } from '../as-events.ts';
import { type ListedSubscription, samePrice } from './subscription-difference.ts';

/**
 * The events that make the ledger say what FastSpring says of a subscription: those of its life that were missed; a change
 * of state, quantity or price that none of them tells, as the update that it was; and the next charge, which is no news.
 * @param row of the ledger; null when it does not have the subscription
 */
export function healingEvents(
  { object, fact }: ListedSubscription,
  row: Subscription | null,
  now: number,
): readonly IncomingEvent[] {
  const life = subscriptionAsEvents('reconciliation', object);
  if (row === null) return life;
  const { state, quantity, price } = fact.subscription;
  const goesOn = state === 'active' || state === 'trial';
  const isUpdated =
    (goesOn && row.state !== state) || row.quantity !== quantity || !samePrice(price, row.price?.toFixed() ?? null);
  // It is how things are after everything that the ledger knows, whatever `changed` says.
  const at = Math.max(fact.occurredAt, row.changedAt.getTime() + 1);
  return isUpdated ? [...life, shownAs('subscription.updated', at)] : [...life, shownAs(shownSubscription, now)];

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
