import type {
  ChargeFailedFact,
  CustomerReference,
  NoticeFact,
  OrderDetails,
  OrderFact,
  OrderItem,
  RefundFact,
  RefundRequestFact,
  SubscriptionDetails,
  SubscriptionFact,
} from '../../../server/ledger/fact.ts';

/** Facts of an invented customer, for tests to change in one detail. */

export const noon = Date.UTC(2026, 10, 20, 12);

export const customer: CustomerReference = {
  fastspringAccountId: 'acc-anna',
  email: 'anna@acme.example',
  name: 'Anna Schmidt',
  company: 'Acme GmbH',
  country: 'DE',
  phone: null,
};

export const proPlan: OrderItem = {
  product: 'Pro plan',
  productPath: 'pro-monthly',
  sku: 'PRO-M',
  quantity: 2,
  total: '200.00',
  subscriptionId: 'sub-1',
};

const order: OrderDetails = {
  reference: 'ACM261120-1042',
  currency: 'EUR',
  total: '238.00',
  tax: '38.00',
  discount: '0.00',
  payoutCurrency: 'USD',
  payoutTotal: '258.40',
  country: 'DE',
  invoiceUrl: null,
  payment: { type: 'creditcard', brand: 'visa', last4: '4242' },
  items: [proPlan],
  tags: {},
  quoteId: null,
  reason: null,
};

const subscription: SubscriptionDetails = {
  state: 'active',
  product: 'Pro plan',
  productPath: 'pro-monthly',
  sku: 'PRO-M',
  quantity: 2,
  currency: 'EUR',
  price: '238.00',
  nextChargeTotal: '238.00',
  nextChargePreTax: '200.00',
  interval: 'month',
  intervalLength: 1,
  startedAt: noon,
  nextChargeAt: Date.UTC(2026, 11, 20),
  lastPeriod: false,
  canceledAt: null,
  endsAt: null,
  trial: null,
  sequence: 1,
  changedAt: noon,
  overdueNotices: null,
  declineReason: null,
  paymentMethod: null,
  initialOrderId: 'order-1',
  tags: {},
  accountUrl: 'https://acme.onfastspring.example/account',
};

const base = { occurredAt: noon, live: true, orderId: 'order-1', subscriptionId: 'sub-1', customer };

export function orderFact(
  change: Partial<Omit<OrderFact, 'order'>> & { order?: Partial<OrderDetails> } = {},
): OrderFact {
  return {
    ...base,
    key: 'order.completed:order-1',
    type: 'order.completed',
    kind: 'order',
    orderId: 'order-1',
    state: 'completed',
    orderKind: 'purchase',
    subscription: null,
    ...change,
    order: { ...order, ...change.order },
  };
}

export function refundFact(change: Partial<RefundFact> = {}): RefundFact {
  return {
    ...base,
    key: 'return.created:return-1',
    type: 'return.created',
    kind: 'refund',
    orderId: 'order-1',
    refundKind: 'refund',
    refundId: 'return-1',
    reference: 'ACM261121-1042X',
    orderReference: 'ACM261120-1042',
    currency: 'EUR',
    total: '23.80',
    tax: '3.80',
    reason: null,
    full: false,
    items: [],
    ...change,
  };
}

export function refundRequestFact(change: Partial<RefundRequestFact> = {}): RefundRequestFact {
  return { ...refundFact(), kind: 'refund_request', key: 'return.requested:return-1', ...change };
}

export function subscriptionFact(
  type: string,
  change: Partial<Omit<SubscriptionFact, 'subscription'>> & { subscription?: Partial<SubscriptionDetails> } = {},
): SubscriptionFact {
  return {
    ...base,
    key: `${type}:sub-1`,
    type,
    kind: 'subscription',
    subscriptionId: 'sub-1',
    reportedAt: noon,
    ...change,
    subscription: { ...subscription, ...change.subscription },
  };
}

export function chargeFailedFact(reason: string | null): ChargeFailedFact {
  return {
    ...base,
    key: 'subscription.charge.failed:sub-1:2',
    type: 'subscription.charge.failed',
    kind: 'charge_failed',
    subscriptionId: 'sub-1',
    reportedAt: noon,
    reason,
    subscription,
  };
}

export function noticeFact(type: string, details: NoticeFact['details']): NoticeFact {
  return { ...base, key: `${type}:1`, type, kind: 'notice', details };
}
