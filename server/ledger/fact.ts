import { z } from 'zod';

/**
 * A fact is what one FastSpring event says, in our words and free of FastSpring's shapes.
 *
 * Money is a decimal string in the named currency (never a float), times are milliseconds since 1970 in UTC,
 * `null` means that the event does not say. Two events that say the same thing (a retry, a resend under a new id)
 * give facts with the same `key`.
 */

const money = z.string();
const time = z.number();
const maybe = <Value extends z.ZodType>(value: Value) => value.nullable();
const tags = z.record(z.string(), z.string()).readonly();

/** What the event says of the customer; all null when it says nothing (a chargeback). */
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
  /** `{event type}:{object id}[:{what tells repetitions apart}]` */
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
  /** null when unknown: of a charge without webhook expansion */
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
  /** FastSpring's reason why it is not completed, e.g. `wireTransfer` */
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
  /** of one unit for one interval, as the shop lists it: with tax in some countries, without in others */
  price: maybe(money),
  /** for the whole quantity, tax included */
  nextChargeTotal: maybe(money),
  /** for the whole quantity, without tax */
  nextChargePreTax: maybe(money),
  interval: maybe(z.enum(['day', 'week', 'month', 'year', 'adhoc'])),
  intervalLength: maybe(z.number()),
  startedAt: maybe(time),
  /** as FastSpring names it, also in the last period: nextChargeIn() says whether it comes */
  nextChargeAt: maybe(time),
  /** of a plan with a fixed number of periods: no charge is to come, but one that failed may still be due */
  lastPeriod: z.boolean().default(false),
  canceledAt: maybe(time),
  endsAt: maybe(time),
  trial: maybe(z.object({ kind: z.enum(['free', 'paid']), endsAt: maybe(time) }).readonly()),
  sequence: maybe(z.number()),
  /**
   * FastSpring's `changed`: when it was last edited before it was shown like this. Charges and notices leave it as it
   * was in some stores, so it never moves backwards and may stand still.
   */
  changedAt: maybe(time).default(null),
  /** how many overdue notices of how many have been sent */
  overdueNotices: maybe(z.object({ sent: z.number(), total: z.number() }).readonly()),
  declineReason: maybe(z.string()),
  paymentMethod: maybe(subscriptionPayment),
  initialOrderId: maybe(z.string()),
  tags,
  /** the customer's own page at FastSpring, where the payment method can be changed */
  accountUrl: maybe(z.string()),
});
export type SubscriptionDetails = Readonly<z.infer<typeof subscriptionDetails>>;

const orderKind = z.enum(['purchase', 'renewal', 'managed_charge', 'proration']);

/** order.completed, .failed, .canceled, .payment.pending, .approval.pending and subscription.charge.completed */
const orderFact = factBase.extend({
  kind: z.literal('order'),
  orderId: z.string(),
  state: z.enum(['completed', 'failed', 'canceled', 'payment_pending', 'approval_pending']),
  orderKind,
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
  refundKind: z.enum(['refund', 'chargeback']),
  /** the return's id, or the processor's case */
  refundId: z.string(),
  reference: maybe(z.string()),
  orderReference: maybe(z.string()),
  currency: z.string(),
  /** tax included */
  total: money,
  tax: money,
  reason: maybe(z.string()),
  /** null when the event does not show the order's total */
  full: maybe(z.boolean()),
  items: z.array(orderItem.readonly()).readonly(),
});
export type RefundFact = Readonly<z.infer<typeof refundFact>>;

/** return.created of a return that FastSpring has not completed: nothing is given back yet, and it may never be */
const refundRequestFact = refundFact.extend({ kind: z.literal('refund_request') });
export type RefundRequestFact = Readonly<z.infer<typeof refundRequestFact>>;

/** When it was reported for the first time: FastSpring's `created`, later than the fact itself in a resend by hand. */
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

/** A subscription as an event of its co-term group or a charge of its order shows it: no news, and no effect in Kommo. */
const snapshotFact = factBase.extend({
  kind: z.literal('snapshot'),
  subscriptionId: z.string(),
  reportedAt,
  /** null when the event only names it */
  subscription: maybe(subscriptionDetails.readonly()),
});
export type SnapshotFact = Readonly<z.infer<typeof snapshotFact>>;

/** payoutEntry.created: the fee and what is paid out for an order or a return. Without expansion a return names no order. */
const payoutFact = factBase.extend({
  kind: z.literal('payout'),
  returnId: maybe(z.string()).default(null),
  /** the order as the payout shows it: it is paid, whether or not its own event comes */
  paidOrder: maybe(z.object({ orderKind, order: orderDetails.readonly() }).readonly()).default(null),
  payoutCurrency: z.string(),
  fee: maybe(money),
  net: maybe(money),
});
export type PayoutFact = Readonly<z.infer<typeof payoutFact>>;

/** account.created, account.updated */
const customerFact = factBase.extend({ kind: z.literal('customer') });
export type CustomerFact = Readonly<z.infer<typeof customerFact>>;

/** What is shown in the history and changes no sum: quotes, reminders, abandoned carts, failed fulfilments. */
const noticeFact = factBase.extend({
  kind: z.literal('notice'),
  /** what the history's sentence names, e.g. {"quote":"Q-1","status":"OPEN"} */
  details: z.record(z.string(), z.union([z.string(), z.number()]).nullable()).readonly(),
});
export type NoticeFact = Readonly<z.infer<typeof noticeFact>>;

/** As the ledger keeps it. */
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
export type Fact =
  | OrderFact
  | RefundFact
  | RefundRequestFact
  | SubscriptionFact
  | ChargeFailedFact
  | SnapshotFact
  | PayoutFact
  | CustomerFact
  | NoticeFact;
