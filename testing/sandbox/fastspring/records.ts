/** The store's records, free of FastSpring's JSON. Money is a decimal string, times are ms since 1970. */

export interface Customer {
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly company: string | null;
  readonly phone: string | null;
  readonly country: string;
  readonly language: string;
  readonly city: string;
  readonly postalCode: string;
  readonly street: string;
  /** the seller's own key, `lookup.custom` */
  readonly customKey: string | null;
}

export interface Product {
  readonly path: string;
  readonly name: string;
  readonly sku: string | null;
  /** net price of one, by currency */
  readonly prices: Readonly<Record<string, string>>;
  /** null for a one-time purchase */
  readonly interval: Interval | null;
}

export interface Interval {
  readonly unit: 'day' | 'week' | 'month' | 'year';
  readonly length: number;
}

export interface OrderLine {
  readonly product: Product;
  readonly quantity: number;
  /** net, of all pieces, discount taken off */
  readonly subtotal: string;
  readonly discount: string;
  readonly subscriptionId: string | null;
}

export interface Order {
  readonly id: string;
  /** null for an order that was never completed */
  reference: string | null;
  readonly customer: Customer;
  readonly currency: string;
  readonly payoutCurrency: string;
  /** payout currency units per unit of the order's currency */
  readonly payoutRate: string;
  /** tax included */
  readonly total: string;
  readonly tax: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly lines: readonly OrderLine[];
  readonly live: boolean;
  state: 'completed' | 'failed' | 'canceled' | 'payment.pending' | 'approval.pending';
  /** why it is not completed, e.g. `wireTransfer` */
  reason: string | null;
  changedAt: number;
  readonly createdAt: number;
  readonly isRebill: boolean;
  readonly payment: Payment;
  tags: Readonly<Record<string, string>>;
  readonly quoteId: string | null;
}

export type Payment =
  | { readonly type: 'creditcard'; readonly brand: string; readonly last4: string }
  | { readonly type: 'test'; readonly last4: string }
  | { readonly type: 'paypal' | 'bank' | 'purchase-order' | 'free' };

export interface Subscription {
  readonly id: string;
  readonly customer: Customer;
  readonly product: Product;
  readonly interval: Interval;
  readonly currency: string;
  readonly payoutCurrency: string;
  readonly payoutRate: string;
  readonly live: boolean;
  quantity: number;
  /** net, of one */
  price: string;
  /** net and gross of the next charge */
  nextChargePreTax: string;
  nextChargeTotal: string;
  state: 'trial' | 'active' | 'overdue' | 'canceled' | 'deactivated' | 'paused';
  sequence: number;
  readonly begin: number;
  next: number | null;
  end: number | null;
  canceledDate: number | null;
  deactivationDate: number | null;
  changedAt: number;
  readonly trialEndsAt: number | null;
  overdueNoticesSent: number;
  declineReason: string | null;
  readonly initialOrderId: string;
  readonly initialOrderReference: string | null;
  readonly tags: Readonly<Record<string, string>>;
  paymentMethod: { readonly brand: string; readonly last4: string; readonly expires: string } | null;
}

export interface Return {
  readonly id: string;
  readonly reference: string;
  readonly order: Order;
  /** tax included */
  readonly total: string;
  readonly tax: string;
  readonly isFull: boolean;
  /** false while FastSpring has not completed the refund */
  readonly isCompleted: boolean;
  readonly reason: string;
  readonly at: number;
}

export interface Chargeback {
  readonly order: Order;
  readonly amount: string;
  readonly caseId: string;
  readonly at: number;
}

export interface Quote {
  readonly id: string;
  readonly name: string;
  readonly customer: Customer;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly total: string;
  readonly tax: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly coupon: string | null;
  readonly live: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly tags: Readonly<Record<string, string>>;
  status: 'OPEN' | 'AWAITING_PAYMENT' | 'COMPLETED' | 'CANCELED' | 'EXPIRED';
  order: Order | null;
  changedAt: number;
}
