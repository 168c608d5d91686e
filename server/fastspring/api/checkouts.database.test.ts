import { expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringRefused, FastspringUnavailable } from './errors.ts';

const items = [{ product: 'pro-plan', quantity: 2 }];
const contact = { email: 'anna@acme.example', first: 'Anna', last: 'Schmidt', company: 'Acme GmbH' };

test('a session for a contact or for an account', async () => {
  const { api, store } = await startApiStack(
    byRoute({ 'POST /sessions': { body: { id: 'S-1', currency: 'EUR', expires: 1_763_726_400_000, subtotal: 198 } } }),
  );
  const buyer = { contact: { ...contact, country: 'DE' } };
  expect(await api.createSession({ buyer, items, coupon: 'TEN', tags: { lead: '7' }, expiration: 7 })).toEqual({
    id: 'S-1',
    expiresAt: 1_763_726_400_000,
  });
  await api.createSession({ buyer: { account: 'A-1' }, items });
  expect(store.requests.map(({ body }) => JSON.parse(body))).toEqual([
    { ...buyer, items, coupon: 'TEN', tags: { lead: '7' }, expiration: 7 },
    { account: 'A-1', items },
  ]);
});

test('a checkout with its link, what it lacks and what FastSpring warns of', async () => {
  const { api, store } = await startApiStack(
    byRoute({
      'POST /v2/checkouts/acme/web-shop/sessions': {
        status: 201,
        body: {
          id: 'OS1',
          expires: '2026-11-21T10:00:00.000Z',
          checkoutUrls: { webcheckoutUrl: 'https://acme.example/checkout/session/OS1' },
          checkoutStatus: ['READY_FOR_CHECKOUT'],
          warnings: [{ code: 'INVALID_PROMO_CODE', message: 'Not applied.' }],
        },
      },
    }),
  );
  const place = { storeId: 'acme', checkoutId: 'web-shop' };
  const draft = { live: false, locale: 'de', country: 'DE', buyer: contact, items, coupon: 'TEN', tags: { lead: '7' } };
  expect(await api.createCheckout(place, draft)).toEqual({
    id: 'OS1',
    url: 'https://acme.example/checkout/session/OS1',
    ready: true,
    expiresAt: Date.UTC(2026, 10, 21, 10),
    warnings: ['Not applied.'],
  });
  expect(JSON.parse(store.requests[0]?.body ?? '')).toEqual({
    live: false,
    locale: 'de',
    country: 'DE',
    customer: {
      billToContact: { email: contact.email, firstName: 'Anna', lastName: 'Schmidt', company: 'Acme GmbH' },
    },
    orderTags: { lead: '7' },
    cart: { couponCode: 'TEN', lineItems: [{ productPath: 'pro-plan', quantity: 2 }] },
  });
});

test('an answer with little in it is no link yet', async () => {
  const { api, store } = await startApiStack(() => ({ body: { id: 'OS1', checkoutUrls: { webcheckoutUrl: 'soon' } } }));
  const place = { storeId: 'acme', checkoutId: 'web-shop' };
  const draft = { live: true, locale: 'en', buyer: contact, items };
  expect(await api.createCheckout(place, draft)).toEqual({
    id: 'OS1',
    url: null,
    ready: false,
    expiresAt: null,
    warnings: [],
  });
  store.answer(() => ({ body: {} }));
  await expect(api.createCheckout(place, draft)).rejects.toThrow(FastspringUnavailable);
});

test('a refusal carries FastSpring’s words', async () => {
  const { api } = await startApiStack(() => ({
    status: 400,
    body: { message: 'Bad', errors: [{ field: 'customer.billToContact.email', message: 'Invalid email format' }] },
  }));
  const refusal = api.createSession({ buyer: { account: 'A-1' }, items });
  await expect(refusal).rejects.toThrow(FastspringRefused);
  await expect(refusal).rejects.toMatchObject({
    problems: [{ field: 'customer.billToContact.email', message: 'Invalid email format' }],
  });
});
