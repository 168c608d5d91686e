import type { z } from 'zod';
import type { CustomerReference, OrderDetails, OrderKind } from '../../ledger/fact.ts';
import { isReportedAtOnce } from '../../ledger/subscription-copy.ts';
import { dateOf } from '../../platform/time/dates.ts';
import { customerShape, firstKnown, readCustomer } from './customer.ts';
import { happenedAt, isLive, readWith, reportedAt, snapshotFact, unreadable } from './event-source.ts';
import { currency, decimal, identifier, linked, text, time, wholeNumber } from './fields.ts';
import { membersShape, readMembers } from './group-members.ts';
import { type OrderShape, orderIdOf, orderKindOf, orderShape, readOrder } from './order-shape.ts';
import { missedAt } from './subscription-moment.ts';
import {
  nextChargeOf,
  type SubscriptionShape,
  snapshotOf,
  subscriptionIdOf,
  subscriptionShape,
} from './subscription-shape.ts';

const chargeShape = customerShape.extend({
  order: linked(orderShape, orderIdOf),
  subscription: linked(subscriptionShape, subscriptionIdOf),
  currency,
  total: decimal,
  timestamp: time,
  sequence: wholeNumber,
  reason: text,
  cotermGroupId: identifier,
  cotermGroupPrimarySubscription: identifier,
  subscriptions: membersShape,
});
type ChargeShape = z.infer<typeof chargeShape>;

/**
 * subscription.charge.completed and the co-term group's. Both may report one order, and once for every subscription in
 * it; the money came in once, so the order's id is the fact, and each subscription is recorded as paid besides. Without
 * expansion the order is only an id and its tax unknown until another event or the API reports it.
 */
export const readChargeCompleted = readWith(chargeShape, (shape, source) => {
  const orderObject = shape.order.shown;
  const orderId = orderIdIn(shape);
  if (orderId === null) return unreadable('it names neither its order nor its subscription');
  const order = (orderObject === null ? null : readOrder(orderObject)) ?? orderFromCharge(shape);
  if (order === null) return unreadable('it has no total or no currency');
  const subscription = shape.subscription.shown;
  const occurredAt = happenedAt(source, shape.timestamp, orderObject?.changed);
  const key = `charge.completed:${orderId}`;
  const customer = chargeCustomer(shape);
  const subscriptionId = subscriptionIdIn(shape);
  const snapshot = snapshotOf(subscription);
  const live = isLive(source, shape.live, orderObject?.live, subscription?.live, ...membersLive(shape));
  // The order's items may name subscriptions that the event does not: the event of each may be lost.
  const paidIds = new Set([subscriptionId, ...order.items.map((item) => item.subscriptionId)]);
  return [
    {
      kind: 'order',
      key,
      type: source.type,
      occurredAt,
      live,
      orderId,
      subscriptionId,
      customer,
      state: 'completed',
      orderKind: chargeKindOf(orderObject, subscription),
      order,
      subscription: snapshot,
    },
    ...readMembers(source, shape.subscriptions, { key, occurredAt, customer }),
    ...[...paidIds].flatMap((paidId) =>
      paidId === null
        ? []
        : snapshotFact(source, {
            key: `${key}/${paidId}`,
            occurredAt,
            live,
            subscriptionId: paidId,
            customer,
            subscription: paidId === subscriptionId ? snapshot : null,
          }),
    ),
  ];
});

function membersLive({ subscriptions }: ChargeShape) {
  return subscriptions.map((member) => member?.live);
}

/**
 * subscription.charge.failed and the group's. FastSpring gives the failed charge no id: reason, period and its moment,
 * where the data names it, distinguish it from the next one. Without expansion even the period is unknown; the day
 * stands for it.
 */
export const readChargeFailed = readWith(chargeShape, (shape, source) => {
  const chargedId = chargedIdIn(shape);
  if (chargedId === null) return unreadable('it has no subscription id');
  const subscription = shape.subscription.shown;
  const reported = reportedAt(source);
  const occurredAt = shape.timestamp ?? (subscription === null ? reported : missedAt(subscription, reported));
  const period = subscription === null ? dateOf(occurredAt) : periodMissed(subscription, reported);
  const reason = shape.reason ?? subscription?.declineReason ?? null;
  const moment = shape.timestamp ?? editedAtOnce(subscription, reported);
  const parts = [source.type, chargedId, period, reason ?? '', ...(moment === null ? [] : [moment])];
  const key = parts.join(':');
  const customer = chargeCustomer(shape);
  return [
    {
      kind: 'charge_failed',
      key,
      type: source.type,
      occurredAt,
      reportedAt: reported,
      live: isLive(source, shape.live, subscription?.live, ...membersLive(shape)),
      orderId: subscription?.initialOrderId ?? null,
      subscriptionId: subscriptionIdIn(shape) ?? chargedId,
      customer,
      reason,
      subscription: snapshotOf(subscription),
    },
    ...readMembers(source, shape.subscriptions, { key, occurredAt, customer }),
  ];
});

/** A resend after the payment shows the next period instead, which may still fail itself. */
function periodMissed(subscription: SubscriptionShape, reported: number): string {
  const { sequence, state, changed } = subscription;
  const next = nextChargeOf(subscription);
  const isLate = changed !== null && !isReportedAtOnce(changed, reported);
  const isPaidSince = isLate && state === 'active' && next !== null && next > reported;
  return `${isPaidSince ? 'before:' : ''}${sequence ?? ''}:${next ?? ''}`;
}

/**
 * A resend may show the subscription on the day of the resend. Its key is then the beginning of the one with the
 * moment.
 */
function editedAtOnce(subscription: SubscriptionShape | null, reported: number): number | null {
  const changed = subscription?.changed ?? null;
  return changed !== null && isReportedAtOnce(changed, reported) ? changed : null;
}

/** An unnamed order is identified by the period that it pays for. */
function orderIdIn(shape: ChargeShape): string | null {
  const chargedId = chargedIdIn(shape);
  const period = shape.timestamp ?? shape.sequence;
  return shape.order.id ?? (chargedId === null || period === null ? null : `${chargedId}:${period}`);
}

/** The subscription that the charge is filed under: its own, or one of its group's. */
function subscriptionIdIn(shape: ChargeShape): string | null {
  return ownSubscriptionIn(shape) ?? shape.subscriptions.map(memberIdOf).find((id) => id !== null) ?? null;
}

function memberIdOf(member: ChargeShape['subscriptions'][number]): string | null {
  return member === null ? null : subscriptionIdOf(member);
}

/** The subscription or group for the keys. */
function chargedIdIn(shape: ChargeShape): string | null {
  return ownSubscriptionIn(shape) ?? shape.cotermGroupId;
}

function ownSubscriptionIn(shape: ChargeShape): string | null {
  return shape.subscription.id ?? shape.cotermGroupPrimarySubscription;
}

/** The order names the payer, the charge names the account; both keep their nested accounts as ids. */
function chargeCustomer(shape: ChargeShape): CustomerReference {
  const order = shape.order.shown;
  const subscription = shape.subscription.shown;
  const own = readCustomer(shape);
  const reported = firstKnown(order && readCustomer(order), own, subscription && readCustomer(subscription));
  return { ...reported, fastspringAccountId: own.fastspringAccountId ?? reported.fastspringAccountId };
}

const emptyOrder = orderShape.parse({});

/** The order as far as the charge itself shows it. */
function orderFromCharge({ order, total, currency: money }: ChargeShape): OrderDetails | null {
  return readOrder({ ...emptyOrder, total, currency: money, items: order.shown?.items ?? [] });
}

/** Never a purchase, even if its order says so; a managed subscription is charged when the shop decides. */
function chargeKindOf(order: OrderShape | null, subscription: SubscriptionShape | null): OrderKind {
  const kind = order && orderKindOf(order);
  if (kind === 'proration' || kind === 'managed_charge') return kind;
  return subscription?.intervalUnit === 'adhoc' ? 'managed_charge' : 'renewal';
}
