import { z } from 'zod';
import type { NoticeFact } from '../../ledger/fact.ts';
import { customerShape, readCustomer } from './customer.ts';
import { type EventSource, happenedAt, isLive, readWith, unreadable } from './event-source.ts';
import { country, identifier, list, localized, text, time } from './fields.ts';
import { membersShape, readMembers } from './group-members.ts';

/** Events that appear in the history and change no sum. */
function notice(
  source: EventSource,
  fact: Pick<NoticeFact, 'key' | 'occurredAt' | 'live' | 'orderId' | 'subscriptionId' | 'customer' | 'details'>,
) {
  return [{ kind: 'notice' as const, type: source.type, ...fact }];
}

const quoteShape = customerShape.extend({
  quote: identifier,
  id: identifier,
  changed: time,
  quoteStatus: text,
  quoteName: text,
  order: identifier,
  'order reference': text,
  Reason: text,
});

/** quote.created, quote.updated. The keys with a space and a capital letter are FastSpring's. */
export const readQuote = readWith(quoteShape, (shape, source) => {
  const quoteId = shape.quote ?? shape.id;
  if (quoteId === null) return unreadable('it has no quote id');
  const repetition = source.type === 'quote.created' ? [] : [shape.quoteStatus ?? '', shape.changed ?? ''];
  return notice(source, {
    key: [source.type, quoteId, ...repetition].join(':'),
    occurredAt: happenedAt(source, shape.changed),
    live: isLive(source, shape.live),
    orderId: shape.order,
    subscriptionId: null,
    customer: readCustomer(shape),
    details: {
      quote: shape.quoteName ?? quoteId,
      status: shape.quoteStatus,
      reference: shape['order reference'],
      reason: shape.Reason,
    },
  });
});

const cartShape = z.object({
  id: identifier,
  list: text,
  updated: time,
  reason: text,
  email: identifier,
  firstName: text,
  lastName: text,
  country,
  order: z
    .object({ id: identifier, reference: text, items: list(z.object({ product: text, display: localized })) })
    .nullable()
    .default(null)
    .catch(null),
});

/** mailingListEntry.*: abandoned carts come as `.abandoned`, and as `.updated` with the list `abandoned`. */
export const readMailingListEntry = readWith(cartShape, (shape, source) => {
  if (shape.email === null) return unreadable('it has no e-mail address');
  const type =
    source.type === 'mailingListEntry.updated' && shape.list === 'abandoned'
      ? 'mailingListEntry.abandoned'
      : source.type;
  const products = shape.order?.items
    .map((item) => item?.display ?? item?.product ?? null)
    .filter((name) => name !== null);
  return notice(
    { ...source, type },
    {
      key: [type, shape.id ?? shape.email, shape.updated ?? ''].join(':'),
      occurredAt: happenedAt(source, shape.updated),
      live: isLive(source),
      orderId: shape.order?.id ?? null,
      subscriptionId: null,
      customer: {
        fastspringAccountId: null,
        email: shape.email,
        name: [shape.firstName, shape.lastName].filter((name) => name !== null).join(' ') || null,
        company: null,
        country: shape.country,
        phone: null,
      },
      details: { list: shape.list, product: products?.join(', ') || null, reference: shape.order?.reference ?? null },
    },
  );
});

const fulfillmentShape = customerShape.extend({
  product: text,
  fulfillment: text,
  order: identifier,
  reference: text,
  subscription: identifier,
  reason: text,
});

/** fulfillment.failed: the order is paid, though its order.completed does not come. */
export const readFulfillment = readWith(fulfillmentShape, (shape, source) => {
  if (shape.order === null) return unreadable('it does not name its order');
  return notice(source, {
    key: [source.type, shape.order, shape.product ?? '', shape.fulfillment ?? ''].join(':'),
    occurredAt: happenedAt(source),
    live: isLive(source, shape.live),
    orderId: shape.order,
    subscriptionId: shape.subscription,
    customer: readCustomer(shape),
    details: { product: shape.product, reference: shape.reference, reason: shape.reason },
  });
});

const groupShape = customerShape.extend({
  cotermGroupId: identifier,
  cotermGroupDisplayName: text,
  cotermGroupPrimarySubscription: identifier,
  cotermGroupOrderId: identifier,
  cotermGroupPeriodEndDate: time,
  changed: time,
  subscriptions: membersShape,
});

/** subscription.group.* except its charges: one notice for the group, and a snapshot of each member. */
export const readGroup = readWith(groupShape, (shape, source) => {
  if (shape.cotermGroupId === null) return unreadable('it has no group id');
  const key = [source.type, shape.cotermGroupId, shape.changed ?? shape.cotermGroupPeriodEndDate ?? ''].join(':');
  const isReminder = source.type === 'subscription.group.payment.reminder';
  // Reminders do not update `changed`, which may be weeks old.
  const occurredAt = happenedAt(source, isReminder ? source.createdAt : shape.changed, shape.changed);
  const group = notice(source, {
    key,
    occurredAt,
    live: isLive(source, shape.live, ...shape.subscriptions.map((member) => member?.live)),
    orderId: shape.cotermGroupOrderId,
    subscriptionId: shape.cotermGroupPrimarySubscription,
    customer: readCustomer(shape),
    details: { product: shape.cotermGroupDisplayName },
  });
  return [...group, ...readMembers(source, shape.subscriptions, { key, occurredAt, customer: readCustomer(shape) })];
});
