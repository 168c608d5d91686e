import { z } from 'zod';
import type { Checkout, CheckoutDraft, FastspringApi, Session, SessionDraft } from './api.ts';
import { readAnswer } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';
import { milliseconds } from './time.ts';

/** The two kinds of checkout that a store may have: `/sessions` and, its successor, `/v2/checkouts`. */
export function createCheckouts(requests: StoreRequests): Pick<FastspringApi, 'createSession' | 'createCheckout'> {
  return {
    createSession: async (draft) =>
      readAnswer(await requests.send({ method: 'POST', path: '/sessions', json: sessionBody(draft) }), sessionSchema),
    createCheckout: async ({ storeId, checkoutId }, draft) => {
      const path = `/v2/checkouts/${encodeURIComponent(storeId)}/${encodeURIComponent(checkoutId)}/sessions`;
      return readAnswer(await requests.send({ method: 'POST', path, json: checkoutBody(draft) }), checkoutSchema);
    },
  };
}

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
