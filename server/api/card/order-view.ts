import type { OrderState } from '../../ledger/fact.ts';

/** An order as a card shows it. A hundred of them are most of a card, so that fields are left out where they say nothing. */
export interface OrderView {
  readonly id: string;
  readonly reference: string | null;
  /** left out when it is completed */
  readonly state?: Exclude<OrderState, 'completed'>;
  /** when it was placed, for an order that is not completed */
  readonly completedAt: string;
  readonly currency: string;
  /** tax included */
  readonly total: string;
  /** null when unknown */
  readonly tax: string | null;
  /**
   * e.g. "19% MwSt, Germany", where rate and amount agree; "Tax, Germany" otherwise. On a card left out where it is the
   * card's `taxLabel`.
   */
  readonly taxLabel?: string;
  readonly discount: string;
  /** tax included: the sum of its `refunds` that are in the order's currency, never more than `total` */
  readonly refunded: string;
  /** left out when there are none */
  readonly refunds?: readonly RefundView[];
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null;
  readonly invoiceUrl: string | null;
  readonly payment: PaymentMethodView | null;
  readonly live: boolean;
  /** of a subscription's further period, or another charge of it; left out for a purchase */
  readonly renewal?: true;
  /** of a renewal whose first item does not name it */
  readonly subscriptionId?: string;
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
