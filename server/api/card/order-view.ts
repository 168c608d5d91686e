import type { OrderState } from '../../ledger/fact.ts';

/** An order as a card shows it. */
export interface OrderView {
  readonly id: string;
  readonly reference: string | null;
  readonly state: OrderState;
  /** when it was placed, for an order that is not completed */
  readonly completedAt: string;
  readonly currency: string;
  /** tax included */
  readonly total: string;
  /** null when unknown */
  readonly tax: string | null;
  /** e.g. "19% MwSt, Germany", where rate and amount agree; "Tax, Germany" otherwise */
  readonly taxLabel: string;
  readonly discount: string;
  /** tax included: the sum of those `refunds` that are in the order's currency, never more than `total` */
  readonly refunded: string;
  readonly refunds: readonly RefundView[];
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null;
  readonly invoiceUrl: string | null;
  /** its page in FastSpring's own app; null when unknown */
  readonly fastspringUrl: string | null;
  readonly payment: PaymentMethodView | null;
  readonly live: boolean;
  readonly renewal: boolean;
  readonly customerId: string | null;
  readonly items: readonly OrderItemView[];
}

export interface RefundView {
  readonly at: string;
  readonly kind: 'refund' | 'chargeback';
  /** tax included */
  readonly total: string;
  /** the order's, unless a bank took the money back in another */
  readonly currency: string;
  /** in words; null when FastSpring does not say */
  readonly reason: string | null;
}

export interface PaymentMethodView {
  /** FastSpring's word, e.g. `creditcard`, `paypal`, `wire` */
  readonly type: string | null;
  readonly last4: string | null;
}

interface OrderItemView {
  readonly product: string;
  readonly sku: string | null;
  readonly quantity: number;
  /** without tax, discount taken off */
  readonly total: string;
  readonly subscriptionId: string | null;
}
