import { z } from 'zod';
import type { Checkout, CheckoutDraft, FastspringApi, Quote, QuoteDraft, Session, SessionDraft } from './api.ts';
import { readAnswer } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

/**
 * Where a buyer pays: the two kinds of checkout that a store may have, `/sessions` and its successor `/v2/checkouts`,
 * and quotes.
 */
export function createCheckouts(requests: StoreRequests) {
  const post = (path: string, json: unknown) => requests.send({ method: 'POST', path, json });
  return {
    createSession: async (draft) => readAnswer(await post('/sessions', sessionBody(draft)), sessionSchema),
    createCheckout: async ({ storeId, checkoutId }, draft) => {
      const path = `/v2/checkouts/${encodeURIComponent(storeId)}/${encodeURIComponent(checkoutId)}/sessions`;
      return readAnswer(await post(path, checkoutBody(draft)), checkoutSchema);
    },
    createQuote: async (draft) => readAnswer(await post('/quotes', quoteBody(draft)), quoteSchema),
    getQuote: async (id) =>
      readAnswer(await requests.send({ method: 'GET', path: `/quotes/${encodeURIComponent(id)}` }), quoteSchema),
  } satisfies Partial<FastspringApi>;
}

/** ms since 1970, of milliseconds or ISO 8601; null for anything else */
const milliseconds = z
  .string()
  .transform((value) => (/^\d{1,15}$/.test(value) ? Number(value) : Date.parse(value)))
  .refine((value) => !Number.isNaN(value))
  .nullable()
  .catch(null);

/** https://developer.fastspring.com/reference/sessions-v1-overview */
function sessionBody({ buyer, items, coupon, tags, expiration }: SessionDraft) {
  return { ...buyer, items, coupon, tags, expiration };
}

const sessionSchema = z
  .object({ id: z.string().min(1), expires: milliseconds })
  .transform(({ id, expires }): Session => ({ id, expiresAt: expires }));

/** https://developer.fastspring.com/reference/sessions-v2-overview */
function checkoutBody({ live, locale, country, buyer, items, coupon, tags }: CheckoutDraft) {
  return {
    live,
    locale,
    country,
    customer: {
      billToContact: {
        email: buyer.email,
        firstName: buyer.first,
        lastName: buyer.last,
        company: buyer.company,
        phoneNumber: buyer.phone,
      },
    },
    orderTags: tags,
    cart: {
      couponCode: coupon,
      lineItems: items.map(({ product, quantity }) => ({ productPath: product, quantity })),
    },
  };
}

const checkoutSchema = z
  .object({
    id: z.string().min(1),
    expires: milliseconds,
    checkoutUrls: z.object({ webcheckoutUrl: z.url().nullable().catch(null) }).catch({ webcheckoutUrl: null }),
    checkoutStatus: z.array(z.string()).catch([]),
    warnings: z.array(z.object({ message: z.string() })).catch([]),
  })
  .transform(
    ({ id, expires, checkoutUrls, checkoutStatus, warnings }): Checkout => ({
      id,
      url: checkoutUrls.webcheckoutUrl,
      ready: checkoutStatus.includes('READY_FOR_CHECKOUT'),
      expiresAt: expires,
      warnings: warnings.map(({ message }) => message),
    }),
  );

/** https://developer.fastspring.com/reference/create-a-quote */
function quoteBody({ address, tags = {}, ...draft }: QuoteDraft) {
  return {
    ...draft,
    recipientAddress: address,
    fulfillmentTerm: 'ON_PAYMENT',
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

const text = z.string().min(1).nullable().catch(null);
const quoteSchema = z
  .object({ id: z.string().min(1), quoteUrl: text, status: z.string(), expires: milliseconds, orderReference: text })
  .transform(({ quoteUrl, expires, ...quote }): Quote => ({ ...quote, url: quoteUrl, expiresAt: expires }));
