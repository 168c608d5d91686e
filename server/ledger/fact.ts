/**
 * A fact is what one FastSpring event says, in our words and free of FastSpring's shapes.
 *
 * Money is a decimal string in the named currency (never a float), times are milliseconds since 1970 in UTC,
 * `null` means that the event does not say. Two events that say the same thing (a retry, a resend under a new id)
 * give facts with the same `key`.
 */
export type Fact =
  | OrderFact
  | RefundFact
  | SubscriptionFact
  | ChargeFailedFact
  | PayoutFact
  | CustomerFact
  | NoticeFact;

interface FactBase {
  /** `{event type}:{object id}[:{what tells repetitions apart}]` */
  readonly key: string;
  /** FastSpring's event type, e.g. `order.completed` */
  readonly type: string;
  readonly occurredAt: number;
  /** false for FastSpring's test orders */
  readonly live: boolean;
  readonly orderId: string | null;
  readonly subscriptionId: string | null;
  readonly customer: CustomerReference;
}

/** What the event says of the customer; all null when it says nothing (a chargeback). */
export interface CustomerReference {
  readonly fastspringAccountId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly country: string | null;
  readonly phone: string | null;
}

/** order.completed, .failed, .canceled, .payment.pending, .approval.pending and subscription.charge.completed */
export interface OrderFact extends FactBase {
  readonly kind: 'order';
  readonly orderId: string;
  readonly state: OrderState;
  readonly orderKind: OrderKind;
  readonly order: OrderDetails;
  /** the subscription as the event shows it (subscription.charge.completed with expansion) */
  readonly subscription: SubscriptionDetails | null;
}

export type OrderState = 'completed' | 'failed' | 'canceled' | 'payment_pending' | 'approval_pending';
export type OrderKind = 'purchase' | 'renewal' | 'managed_charge' | 'proration';

export interface OrderDetails {
  readonly reference: string | null;
  readonly currency: string;
  /** tax included */
  readonly total: string;
  readonly tax: string;
  readonly discount: string;
  readonly payoutCurrency: string | null;
  readonly payoutTotal: string | null;
  readonly country: string | null;
  readonly invoiceUrl: string | null;
  readonly payment: {
    readonly type: string | null;
    readonly brand: string | null;
    readonly last4: string | null;
  } | null;
  readonly items: readonly OrderItem[];
  readonly tags: Readonly<Record<string, string>>;
  readonly quoteId: string | null;
  /** FastSpring's reason why it is not completed, e.g. `wireTransfer` */
  readonly reason: string | null;
}

export interface OrderItem {
  readonly product: string;
  readonly productPath: string | null;
  readonly sku: string | null;
  readonly quantity: number;
  /** without tax, discount taken off */
  readonly total: string;
  readonly subscriptionId: string | null;
}

/** return.created and chargeback.created */
export interface RefundFact extends FactBase {
  readonly kind: 'refund';
  readonly orderId: string;
  readonly refundKind: 'refund' | 'chargeback';
  /** the return's id, or the processor's case */
  readonly refundId: string;
  readonly reference: string | null;
  readonly orderReference: string | null;
  readonly currency: string;
  /** tax included */
  readonly total: string;
  readonly tax: string;
  readonly reason: string | null;
  /** null when the event does not show the order's total */
  readonly full: boolean | null;
  readonly items: readonly OrderItem[];
}

/** The life of a subscription: activated, updated, canceled, paused, overdue … */
export interface SubscriptionFact extends FactBase {
  readonly kind: 'subscription';
  readonly subscriptionId: string;
  readonly subscription: SubscriptionDetails;
}

export interface SubscriptionDetails {
  /** FastSpring's `state`; the event type outranks it, because samples contradict each other */
  readonly state: string | null;
  readonly product: string | null;
  readonly productPath: string | null;
  readonly sku: string | null;
  readonly quantity: number;
  readonly currency: string | null;
  readonly price: string | null;
  readonly nextChargeTotal: string | null;
  readonly nextChargePreTax: string | null;
  readonly interval: 'day' | 'week' | 'month' | 'year' | 'adhoc' | null;
  readonly intervalLength: number | null;
  readonly startedAt: number | null;
  readonly nextChargeAt: number | null;
  readonly canceledAt: number | null;
  readonly endsAt: number | null;
  readonly trial: { readonly kind: 'free' | 'paid'; readonly endsAt: number | null } | null;
  readonly sequence: number | null;
  /** how many overdue notices of how many have been sent */
  readonly overdueNotices: { readonly sent: number; readonly total: number } | null;
  readonly declineReason: string | null;
  readonly paymentMethod: {
    readonly type: string | null;
    readonly brand: string | null;
    readonly last4: string | null;
  } | null;
  readonly initialOrderId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** the customer's own page at FastSpring, where the payment method can be changed */
  readonly accountUrl: string | null;
}

/** subscription.charge.failed */
export interface ChargeFailedFact extends FactBase {
  readonly kind: 'charge_failed';
  readonly subscriptionId: string;
  /** FastSpring's reason code, e.g. `EXPIRED_CARD` */
  readonly reason: string | null;
  readonly subscription: SubscriptionDetails | null;
}

/** payoutEntry.created: the fee and what is paid out for an order or a return */
export interface PayoutFact extends FactBase {
  readonly kind: 'payout';
  readonly orderId: string;
  readonly payoutCurrency: string;
  readonly fee: string | null;
  readonly net: string | null;
}

/** account.created, account.updated */
export interface CustomerFact extends FactBase {
  readonly kind: 'customer';
}

/** What is shown in the history and changes no sum: quotes, reminders, abandoned carts, failed fulfilments. */
export interface NoticeFact extends FactBase {
  readonly kind: 'notice';
  /** what the history's sentence names, e.g. {"quote":"Q-1","status":"OPEN"} */
  readonly details: Readonly<Record<string, string | number | null>>;
}
