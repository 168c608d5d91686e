/** Events in FastSpring's expanded shape, with invented people. Times are ms, amounts tax included. */
export interface TestEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly live: boolean;
  readonly data: object;
}

export interface Buyer {
  readonly accountId: string;
  readonly email: string;
  readonly first: string;
  readonly last: string;
  readonly company?: string | null;
}

export const anna: Buyer = { accountId: 'account-anna', email: 'anna@acme.example', first: 'Anna', last: 'Schmidt' };

/** The `index`-th of many buyers. */
export const buyer = (index: number): Buyer => ({
  accountId: `account-${index}`,
  email: `buyer-${index}@firm-${index}.example`,
  first: `First${index}`,
  last: `Last${index}`,
});

export interface MoreOfOrder {
  readonly eventId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** SKU and product path of its only item */
  readonly sku?: string;
}

export function orderCompleted(orderId: string, by: Buyer, at: number, more: MoreOfOrder = {}): TestEvent {
  const { eventId = `event-${orderId}`, tags, sku = 'PRO-M' } = more;
  return {
    id: eventId,
    type: 'order.completed',
    created: at,
    live: true,
    data: {
      order: orderId,
      id: orderId,
      reference: `REF-${orderId}`,
      completed: true,
      changed: at,
      language: 'de',
      live: true,
      currency: 'EUR',
      payoutCurrency: 'EUR',
      invoiceUrl: `https://bluebird.onfastspring.example/account/order/${orderId}/invoice`,
      account: fastspringAccount(by),
      total: 238.0,
      totalInPayoutCurrency: 238.0,
      tax: 38.0,
      subtotal: 200.0,
      discount: 0.0,
      payment: { type: 'creditcard', creditcard: 'visa', cardEnding: '4242' },
      customer: contact(by),
      address: { country: 'DE' },
      ...(tags === undefined ? {} : { tags }),
      items: [
        {
          product: 'pro-plan',
          quantity: 2,
          display: 'Pro plan',
          sku,
          subtotal: 200.0,
          discount: 0.0,
          fulfillments: {},
        },
      ],
    },
  };
}

/** A full refund of an order of `orderCompleted`. */
export function refunded(returnId: string, orderId: string, by: Buyer, at: number): TestEvent {
  return {
    id: `event-${returnId}`,
    type: 'return.created',
    created: at,
    live: true,
    data: {
      return: returnId,
      id: returnId,
      reference: `REF-${returnId}`,
      completed: true,
      changed: at,
      live: true,
      currency: 'EUR',
      totalReturn: 238.0,
      tax: 38.0,
      subtotal: 200.0,
      original: { order: orderId, id: orderId, reference: `REF-${orderId}`, account: by.accountId, total: 238.0 },
      reason: 'PRODUCT_NOT_RECEIVED',
      customer: contact(by),
      items: [],
    },
  };
}

function fastspringAccount(by: Buyer): object {
  return {
    id: by.accountId,
    account: by.accountId,
    contact: contact(by),
    address: { 'address line 1': 'Ringstr. 1', country: 'DE', 'postal code': '10115' },
    language: 'de',
    country: 'DE',
    lookup: { global: `global-${by.accountId}` },
    url: 'https://bluebird.onfastspring.example/account',
  };
}

function contact({ first, last, email, company = null }: Buyer): object {
  return { first, last, email, company, phone: null, subscribed: true };
}
