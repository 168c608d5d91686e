import { readCustomer } from './customer.ts';
import { type EventSource, isLive, readWith, reportedAt, snapshotFact, unreadable } from './event-source.ts';
import { isMidnight, isWithinDay, momentOf } from './subscription-moment.ts';
import {
  nextChargeOf,
  readSubscription,
  type SubscriptionShape,
  subscriptionIdOf,
  subscriptionShape,
} from './subscription-shape.ts';

/**
 * The field that distinguishes an event from the next one of its type for the same subscription. A resend repeats it,
 * because it comes from the data; FastSpring's `created` is used only where the data has nothing. A subscription begins
 * and ends once: these types have no entry.
 */
const repetition: Readonly<Record<string, (shape: SubscriptionShape, source: EventSource) => unknown>> = {
  'subscription.canceled': cancellation,
  'subscription.uncanceled': (shape, source) => shape.changed ?? source.createdAt,
  'subscription.updated': (shape, source) => shape.changed ?? source.createdAt,
  'subscription.paused': (shape, source) => shape.changed ?? source.createdAt,
  'subscription.resumed': (shape, source) => shape.changed ?? source.createdAt,
  // The notices of one missed charge are counted; each is news.
  'subscription.payment.overdue': (shape, source) =>
    `${nextChargeOf(shape) ?? shape.sequence ?? ''}:${shape.paymentOverdue?.sent ?? source.createdAt ?? ''}`,
  'subscription.payment.reminder': (shape) => nextChargeOf(shape),
  'subscription.trial.reminder': (shape) => nextChargeOf(shape),
};

/**
 * `canceledDate` is a midnight, and a subscription may be canceled twice on a day: `changed` distinguishes these. A
 * copy that was edited on a later day, or never since, does not know the moment; its key is the beginning of the key of
 * the one that does.
 */
function cancellation(shape: SubscriptionShape, source: EventSource): string {
  const { canceledDate, changed } = shape;
  const dates = [canceledDate ?? '', shape.deactivationDate ?? shape.end ?? ''];
  if (canceledDate === null) return [...dates, changed ?? source.createdAt ?? ''].join(':');
  const moment = isMidnight(canceledDate) && isWithinDay(changed, canceledDate) ? [changed] : [];
  return [...dates, ...moment].join(':');
}

/**
 * The life of a subscription. The event type outranks the `state` in its data: official samples contradict each other.
 */
export const readSubscriptionEvent = readWith(subscriptionShape, (shape, source) => {
  const subscriptionId = subscriptionIdOf(shape);
  if (subscriptionId === null) return unreadable('it has no subscription id');
  const mark = repetition[source.type]?.(shape, source) ?? null;
  const subscription = readSubscription(shape);
  return [
    {
      kind: 'subscription',
      key: [source.type, subscriptionId, ...(mark === null ? [] : [mark])].join(':'),
      type: source.type,
      occurredAt: momentOf(source.type, shape, source),
      reportedAt: reportedAt(source),
      live: isLive(source, shape.live),
      orderId: subscription.initialOrderId,
      subscriptionId,
      customer: readCustomer(shape),
      subscription,
    },
  ];
});

/**
 * A subscription as the API showed it at a moment. It was in that state then, even if its `changed` is older; it is no
 * news.
 */
export const readShownSubscription = readWith(subscriptionShape, (shape, source) => {
  const subscriptionId = subscriptionIdOf(shape);
  if (subscriptionId === null) return unreadable('it has no subscription id');
  return [
    snapshotFact(source, {
      key: [source.type, subscriptionId, reportedAt(source)].join(':'),
      occurredAt: reportedAt(source),
      live: isLive(source, shape.live),
      subscriptionId,
      customer: readCustomer(shape),
      subscription: readSubscription(shape),
    }),
  ];
});
