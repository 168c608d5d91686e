import { z } from 'zod';
import type { FastspringObject } from '../../fastspring/api/api.ts';
import { parseSliceable } from '../../fastspring/api/sliceable-json.ts';
import { readShape } from '../../fastspring/events/event-source.ts';
import { list, text } from '../../fastspring/events/fields.ts';
import { type OrderShape, orderIdOf, orderKindOf, orderShape, readItems } from '../../fastspring/events/order-shape.ts';
import {
  type SubscriptionShape,
  subscriptionIdOf,
  subscriptionShape,
} from '../../fastspring/events/subscription-shape.ts';
import { parseExact } from '../../fastspring/json.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';

/*
 * Converts FastSpring's API objects into the events that would have reported them. They state the same facts under the
 * same keys as FastSpring's webhooks, so that nothing is stored twice, in either order of arrival. If both state a
 * fact, the webhook counts: it knows the moment, while the API only knows the current state.
 *
 * `name` is the prefix of the events' ids: an object taken in twice under the same name is stored once.
 */

/**
 * A completed order: a purchase, or the charge of a subscription. Null for an order that is not completed, because the
 * API does not say whether it is pending, failed or was abandoned; also null for an order without an id or an amount.
 * @param isCharge whether it is known to be a charge, regardless of its type in the API
 */
export function orderAsEvent(name: string, { json }: FastspringObject, isCharge = false): IncomingEvent | null {
  const order = readShape(orderShape, parseExact(json));
  const id = order === null ? null : orderIdOf(order);
  if (order === null || id === null || order.completed === false) return null;
  if (order.total === null || order.currency === null) return null;
  const event = { name, id, live: order.live, createdAt: null };
  return isCharge || orderKindOf(order) !== 'purchase'
    ? asEvent({ ...event, type: 'subscription.charge.completed', data: JSON.stringify(chargeOf(order, json)) })
    : asEvent({ ...event, type: 'order.completed', data: json });
}

function chargeOf(order: OrderShape, json: string): object {
  return {
    order: parseSliceable(json),
    account: order.account?.id ?? order.account?.account,
    subscription: subscriptionIdsIn(order)[0],
    ...(order.changed === null ? {} : { timestamp: order.changed }),
  };
}

/** The subscriptions that an order starts or pays for. */
export function subscriptionIdsOf({ json }: FastspringObject): readonly string[] {
  const order = readShape(orderShape, parseExact(json));
  return order === null ? [] : subscriptionIdsIn(order);
}

function subscriptionIdsIn({ items }: OrderShape): readonly string[] {
  const ids = readItems(items).map(({ subscriptionId }) => subscriptionId);
  return [...new Set(ids.filter((id) => id !== null))];
}

const returnsShape = z.object({
  returns: list(z.object({ return: text })),
});

/** The refunds of an order. */
export function returnIdsOf({ json }: FastspringObject): readonly string[] {
  const order = readShape(returnsShape, parseExact(json));
  return (order?.returns ?? []).map((each) => each?.return ?? null).filter((id) => id !== null);
}

/** A refund: return.created. */
export function returnAsEvent(name: string, { id, json }: FastspringObject): IncomingEvent {
  return asEvent({ name, id, type: 'return.created', live: null, createdAt: null, data: json });
}

/**
 * A subscription, as the events that led to its current state: its beginning, and the end, pause or missed payment
 * since. Each of them shows the subscription as it is today.
 */
export function subscriptionAsEvents(name: string, { json }: FastspringObject): readonly IncomingEvent[] {
  const subscription = readShape(subscriptionShape, parseExact(json));
  const id = subscription === null ? null : subscriptionIdOf(subscription);
  if (subscription === null || id === null) return [];
  return stepsOf(subscription).map(({ type, at }) =>
    asEvent({ name, id, type, live: subscription.live, createdAt: at ?? subscription.changed, data: json }),
  );
}

function stepsOf(subscription: SubscriptionShape): readonly { readonly type: string; readonly at: number | null }[] {
  const { begin, changed, canceledDate, deactivationDate, end } = subscription;
  const state = subscription.state?.toLowerCase();
  return [
    { type: 'subscription.activated', at: begin },
    ...(canceledDate !== null || state === 'canceled' ? [{ type: 'subscription.canceled', at: canceledDate }] : []),
    ...(state === 'overdue' ? [{ type: 'subscription.payment.overdue', at: changed }] : []),
    ...(state === 'paused' ? [{ type: 'subscription.paused', at: changed }] : []),
    ...(state === 'deactivated' ? [{ type: 'subscription.deactivated', at: deactivationDate ?? end }] : []),
  ];
}

/** @param event `createdAt` in ms; `data` is JSON text */
export function asEvent({
  name,
  id,
  data,
  ...event
}: Omit<IncomingEvent, 'eventId' | 'payload'> & Record<'name' | 'id' | 'data', string>): IncomingEvent {
  const { type, live, createdAt } = event;
  const eventId = `${name}:${type}:${id}`;
  const envelope = JSON.stringify({ id: eventId, type, ...(live === null ? {} : { live }), created: createdAt });
  return { ...event, eventId, payload: `${envelope.slice(0, -1)},"data":${data}}` };
}
