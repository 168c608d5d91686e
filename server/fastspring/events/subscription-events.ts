import { readCustomer } from './customer.ts';
import { type EventSource, happenedAt, isLive, type ReadFamily, readShape, unreadable } from './event-source.ts';
import { readSubscription, type SubscriptionShape, subscriptionIdOf, subscriptionShape } from './subscription-shape.ts';

/**
 * What tells one happening of a type from the next of the same subscription. A resend repeats it, because it is taken
 * from the data; FastSpring's `changed` alone does not serve everywhere (a cancellation may carry the activation's).
 */
const repetition: Readonly<Record<string, (shape: SubscriptionShape, source: EventSource) => unknown>> = {
  // A subscription begins and ends once.
  'subscription.activated': () => null,
  'subscription.deactivated': () => null,
  'subscription.canceled': (shape) => `${shape.canceledDate ?? ''}:${shape.deactivationDate ?? shape.end ?? ''}`,
  'subscription.uncanceled': (shape, source) => shape.changed ?? source.createdAt,
  'subscription.updated': (shape, source) => shape.changed ?? source.createdAt,
  'subscription.paused': (shape, source) => shape.changed ?? source.createdAt,
  'subscription.resumed': (shape, source) => shape.changed ?? source.createdAt,
  // The notices of one missed charge are counted; each is news of its own.
  'subscription.payment.overdue': (shape, source) =>
    `${shape.nextChargeDate ?? shape.next ?? shape.sequence ?? ''}:${shape.paymentOverdue?.sent ?? source.createdAt ?? ''}`,
  'subscription.payment.reminder': (shape) => shape.nextChargeDate ?? shape.next,
  'subscription.trial.reminder': (shape) => shape.nextChargeDate ?? shape.next,
};

/** The life of a subscription. The event type outranks the `state` in its data: official samples contradict each other. */
export const readSubscriptionEvent: ReadFamily = (source) => {
  const shape = readShape(subscriptionShape, source.data);
  const subscriptionId = shape === null ? null : subscriptionIdOf(shape);
  if (shape === null || subscriptionId === null) return unreadable('it has no subscription id');
  const mark = repetition[source.type]?.(shape, source) ?? null;
  const subscription = readSubscription(shape);
  return [
    {
      kind: 'subscription',
      key: [source.type, subscriptionId, ...(mark === null ? [] : [mark])].join(':'),
      type: source.type,
      // `changed` is weeks old in reminders and the activation's in some cancellations.
      occurredAt: happenedAt(source, source.createdAt, shape.changed),
      live: isLive(source, shape.live),
      orderId: subscription.initialOrderId,
      subscriptionId,
      customer: readCustomer(shape),
      subscription,
    },
  ];
};

/**
 * A subscription as the API showed it at a moment: it tells quantity, price and next charge, and is no news. Showing the
 * same again is the same fact.
 */
export const readShownSubscription: ReadFamily = (source) => {
  const shape = readShape(subscriptionShape, source.data);
  const subscriptionId = shape === null ? null : subscriptionIdOf(shape);
  if (shape === null || subscriptionId === null) return unreadable('it has no subscription id');
  return [
    {
      kind: 'snapshot',
      key: [source.type, subscriptionId, shape.changed ?? '', shape.next ?? ''].join(':'),
      type: source.type,
      occurredAt: happenedAt(source),
      live: isLive(source, shape.live),
      orderId: null,
      subscriptionId,
      customer: readCustomer(shape),
      subscription: readSubscription(shape),
    },
  ];
};
