import { z } from 'zod';

/**
 * A fact is the content of one FastSpring event, in our own terms and independent of FastSpring's formats.
 *
 * Money is a decimal string in the named currency (never a float), times are milliseconds since 1970 in UTC,
 * `null` means that the event does not say. Two events that say the same thing (a retry, a resend under a new id)
 * give facts with the same `key`.
 */

const money = z.string();
const time = z.number();
const maybe = <Value extends z.ZodType>(value: Value) => value.nullable();
const tags = z.record(z.string(), z.string()).readonly();

/** The event's data about the customer; all null if it has none (a chargeback). */
const customerReference = z.object({
  fastspringAccountId: maybe(z.string()),
  email: maybe(z.string()),
  name: maybe(z.string()),
  company: maybe(z.string()),
  /** ISO 3166-1 alpha-2 */
  country: maybe(z.string()),
  phone: maybe(z.string()),
});
export type CustomerReference = Readonly<z.infer<typeof customerReference>>;

const factBase = z.object({
  /** `{event type}:{object id}[:{distinguishes repetitions}]` */
  key: z.string(),
  /** FastSpring's event type, e.g. `order.completed` */
  type: z.string(),
  occurredAt: time,
  /** false for FastSpring's test orders */
  live: z.boolean(),
  orderId: maybe(z.string()),
  subscriptionId: maybe(z.string()),
  customer: customerReference.readonly(),
});

const paymentMethod = z
  .object({ type: maybe(z.string()), brand: maybe(z.string()), last4: maybe(z.string()) })
  .readonly();

const subscriptionPayment = paymentMethod
  .unwrap()
  .extend({
    /** the last month in which a card is good, e.g. `2030-12` */
    expires: maybe(z.string()).default(null),
  })
  .readonly();

const orderItem = z.object({
  product: z.string(),
  productPath: maybe(z.string()),
  sku: maybe(z.string()),
  quantity: z.number(),
  /** without tax, discount taken off */
  total: money,
  subscriptionId: maybe(z.string()),
});
export type OrderItem = Readonly<z.infer<typeof orderItem>>;

const orderDetails = z.object({
  reference: maybe(z.string()),
  currency: z.string(),
  /** tax included */
  total: money,
  /** null if unknown: for a charge without webhook expansion */
  tax: maybe(money),
  discount: money,
  payoutCurrency: maybe(z.string()),
  payoutTotal: maybe(money),
  country: maybe(z.string()),
  invoiceUrl: maybe(z.string()),
  payment: maybe(paymentMethod),
  items: z.array(orderItem.readonly()).readonly(),
  tags,
  quoteId: maybe(z.string()),
  /** FastSpring's reason for the missing completion, e.g. `wireTransfer` */
  reason: maybe(z.string()),
});
export type OrderDetails = Readonly<z.infer<typeof orderDetails>>;

const subscriptionDetails = z.object({
  /** FastSpring's `state`; the event type outranks it, because samples contradict each other */
  state: maybe(z.string()),
  product: maybe(z.string()),
  productPath: maybe(z.string()),
  sku: maybe(z.string()),
  quantity: z.number(),
  currency: maybe(z.string()),
  /** per unit and interval, as listed by the shop: with tax in some countries, without in others */
  price: maybe(money),
  /** for the whole quantity, tax included */
  nextChargeTotal: maybe(money),
  /** for the whole quantity, without tax */
  nextChargePreTax: maybe(money),
  interval: maybe(z.enum(['day', 'week', 'month', 'year', 'adhoc'])),
  intervalLength: maybe(z.number()),
  startedAt: maybe(time),
  /** FastSpring's value, even in the last period: nextChargeIn() says whether the charge comes */
  nextChargeAt: maybe(time),
  /** for a plan with a fixed number of periods: no further charge, but a failed one may still be due */
  lastPeriod: z.boolean().default(false),
  canceledAt: maybe(time),
  endsAt: maybe(time),
  trial: maybe(z.object({ kind: z.enum(['free', 'paid']), endsAt: maybe(time) }).readonly()),
  sequence: maybe(z.number()),
  /**
   * FastSpring's `changed`: the last edit before this copy. In some stores charges and notices do not update it, so it
   * never moves backwards but may stand still.
   */
  changedAt: maybe(time).default(null),
  /** the number of overdue notices sent so far, and in total */
  overdueNotices: maybe(z.object({ sent: z.number(), total: z.number() }).readonly()),
  declineReason: maybe(z.string()),
  paymentMethod: maybe(subscriptionPayment),
  initialOrderId: maybe(z.string()),
  tags,
  /** the customer's own page at FastSpring, where the payment method can be changed */
  accountUrl: maybe(z.string()),
});
export type SubscriptionDetails = Readonly<z.infer<typeof subscriptionDetails>>;

export const orderStates = z.enum(['completed', 'failed', 'canceled', 'payment_pending', 'approval_pending']);
export const orderKinds = z.enum(['purchase', 'renewal', 'managed_charge', 'proration']);
export const refundKinds = z.enum(['refund', 'chargeback']);

/** order.completed, .failed, .canceled, .payment.pending, .approval.pending and subscription.charge.completed */
const orderFact = factBase.extend({
  kind: z.literal('order'),
  orderId: z.string(),
  state: orderStates,
  orderKind: orderKinds,
  order: orderDetails.readonly(),
  /** the subscription as the event shows it (subscription.charge.completed with expansion) */
  subscription: maybe(subscriptionDetails.readonly()),
});
export type OrderFact = Readonly<z.infer<typeof orderFact>>;
export type OrderState = OrderFact['state'];
export type OrderKind = OrderFact['orderKind'];

/** return.created and chargeback.created */
const refundFact = factBase.extend({
  kind: z.literal('refund'),
  orderId: z.string(),
  refundKind: refundKinds,
  /** the return's id, or the processor's case */
  refundId: z.string(),
  reference: maybe(z.string()),
  orderReference: maybe(z.string()),
  currency: z.string(),
  /** tax included */
  total: money,
  tax: money,
  reason: maybe(z.string()),
  /** null if the event does not show the order's total */
  full: maybe(z.boolean()),
  items: z.array(orderItem.readonly()).readonly(),
});
export type RefundFact = Readonly<z.infer<typeof refundFact>>;

/** return.created of a return that FastSpring has not completed: nothing has been refunded yet, and may never be */
const refundRequestFact = refundFact.extend({ kind: z.literal('refund_request') });
export type RefundRequestFact = Readonly<z.infer<typeof refundRequestFact>>;

/** The first report: FastSpring's `created`, which is later than the fact itself in a resend by hand. */
const reportedAt = maybe(time).default(null);

/** The life of a subscription: activated, updated, canceled, paused, overdue … */
const subscriptionFact = factBase.extend({
  kind: z.literal('subscription'),
  subscriptionId: z.string(),
  reportedAt,
  subscription: subscriptionDetails.readonly(),
});
export type SubscriptionFact = Readonly<z.infer<typeof subscriptionFact>>;

/** subscription.charge.failed */
const chargeFailedFact = factBase.extend({
  kind: z.literal('charge_failed'),
  subscriptionId: z.string(),
  reportedAt,
  /** FastSpring's reason code, e.g. `EXPIRED_CARD` */
  reason: maybe(z.string()),
  subscription: maybe(subscriptionDetails.readonly()),
});
export type ChargeFailedFact = Readonly<z.infer<typeof chargeFailedFact>>;

/**
 * A subscription as shown by an event of its co-term group or a charge of its order: no news, and no effect in Kommo.
 */
const snapshotFact = factBase.extend({
  kind: z.literal('snapshot'),
  subscriptionId: z.string(),
  reportedAt,
  /** null if the event only names it */
  subscription: maybe(subscriptionDetails.readonly()),
});
export type SnapshotFact = Readonly<z.infer<typeof snapshotFact>>;

/** payoutEntry.created: the fee and the payout for an order or a return. Without expansion a return names no order. */
const payoutFact = factBase.extend({
  kind: z.literal('payout'),
  returnId: maybe(z.string()).default(null),
  /** the order as shown by the payout: it is paid, even if its own event never arrives */
  paidOrder: maybe(z.object({ orderKind: orderKinds, order: orderDetails.readonly() }).readonly()).default(null),
  payoutCurrency: z.string(),
  fee: maybe(money),
  net: maybe(money),
});
export type PayoutFact = Readonly<z.infer<typeof payoutFact>>;

/** account.created, account.updated */
const customerFact = factBase.extend({ kind: z.literal('customer') });
export type CustomerFact = Readonly<z.infer<typeof customerFact>>;

/** Shown in the history without changing any sum: quotes, reminders, abandoned carts, failed fulfilments. */
const noticeFact = factBase.extend({
  kind: z.literal('notice'),
  /** the values for the history's sentence, e.g. {"quote":"Q-1","status":"OPEN"} */
  details: z.record(z.string(), z.union([z.string(), z.number()]).nullable()).readonly(),
});
export type NoticeFact = Readonly<z.infer<typeof noticeFact>>;

/** The stored form of a fact; it rejects one that this version does not know. */
export const factSchema = z.discriminatedUnion('kind', [
  orderFact,
  refundFact,
  refundRequestFact,
  subscriptionFact,
  chargeFailedFact,
  snapshotFact,
  payoutFact,
  customerFact,
  noticeFact,
]);
export type Fact = Readonly<z.infer<typeof factSchema>>;
