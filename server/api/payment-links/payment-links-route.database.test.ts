import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { payCheckout } from '../../../testing/sandbox/fastspring/index.ts';
import {
  leadTags,
  publicUrl,
  setLinksScene as setScene,
} from '../../../testing/server/api/payment-links/links-scene.ts';

const browser = { 'sec-fetch-mode': 'navigate' };
const follow = (url: string) => url.slice(publicUrl.length);

test('a link is made at FastSpring with the lead’s signed tag, kept, and noted once', async () => {
  const { store, prisma, sandbox, accountId, lead, draft, make, woken } = await setScene();
  const answer = await make();
  expect(answer.statusCode).toBe(201);
  const link = answer.json();
  expect(link).toMatchObject({
    id: draft.id,
    kind: 'checkout',
    product: 'Pro plan',
    quantity: 2,
    email: 'anna@acme.example',
    state: 'open',
  });
  expect(link.url).toMatch(/^https:\/\/payments\.example\/pay\/[\w-]{22}$/);
  const [session] = store.store.sessions.values();
  expect(session?.tags).toEqual({
    kommo_lead: leadTags.sign(lead.id, sandbox.account().id, store.store.clock.now()),
    kommo_payment_link: draft.id,
  });
  expect(session?.lines).toMatchObject([{ product: { path: 'pro-monthly' }, quantity: 2 }]);
  expect(new Date(link.expiresAt).getTime()).toBe(session?.expiresAt);
  expect(woken).toEqual([accountId]);

  const again = await make();
  expect([again.statusCode, again.json()]).toEqual([200, link]);
  expect(store.store.sessions.size).toBe(1);
  expect(await prisma.auditEntry.findMany()).toMatchObject([
    {
      ...{ userId: 7n, action: 'payment_link_made', subject: String(lead.id), before: null },
      after: { linkId: draft.id, kind: 'session', product: 'pro-monthly', quantity: 2 },
    },
  ]);
  const effects = await prisma.effect.findMany();
  expect(effects).toMatchObject([{ kind: 'note', state: 'open', leadId: BigInt(lead.id) }]);
  expect(JSON.stringify(effects[0]?.content)).toContain(link.url);
});

test('the link leads to FastSpring; only a browser that goes there opens it, and it ends with its time', async () => {
  const { app, store, make, letTimePass } = await setScene();
  const { url } = (await make()).json();
  const [session] = store.store.sessions.values();
  const preview = await app.inject({ url: follow(url) });
  expect([preview.statusCode, preview.headers.location]).toEqual([
    302,
    `https://acme.onfastspring.com/session/${session?.id}`,
  ]);
  expect((await make()).json().state).toBe('open');
  letTimePass(60_000);
  await app.inject({ url: follow(url), headers: browser });
  expect((await make()).json().state).toBe('opened');

  letTimePass(7 * 86_400_000);
  const late = await app.inject({ url: follow(url), headers: { ...browser, 'accept-language': 'es' } });
  expect([late.statusCode, late.headers.location]).toEqual([410, undefined]);
  expect(late.body).toContain('venció');
  expect((await make()).json().state).toBe('expired');
});

test.each(['x', 'A'.repeat(22), '%00', '../healthz'])('the address /pay/%s leads nowhere', async (token) => {
  const { app } = await setScene();
  const answer = await app.inject({ url: `/pay/${token}`, headers: browser });
  expect(answer.statusCode).toBe(404);
  expect(answer.headers.location).toBeUndefined();
});

test('a store’s own domain is not led to: the page says where the link goes', async () => {
  const { app, make } = await setScene({ storefront: 'pay.acme.example' });
  const { url } = (await make()).json();
  const answer = await app.inject({ url: follow(url), headers: browser });
  expect([answer.statusCode, answer.headers.location]).toEqual([200, undefined]);
  expect(answer.body).toContain('<h1>This payment link leads to pay.acme.example</h1>');
  expect(answer.body).toMatch(
    /<a href="https:\/\/pay\.acme\.example\/session\/[^"<]+">Continue to pay\.acme\.example<\/a>/,
  );
  expect((await make()).json().state).toBe('opened');
});

test.each(['evilonfastspring.com', 'onfastspring.com.evil.example', 'onfastspring.com@evil.example', 'evil.example'])(
  'a link to %s is none to FastSpring',
  async (host) => {
    const { app, make, prisma } = await setScene();
    const { url } = (await make()).json();
    await prisma.paymentLink.updateMany({ data: { url: `https://${host}/x` } });
    const answer = await app.inject({ url: follow(url), headers: browser });
    expect([answer.statusCode, answer.headers.location]).toEqual([200, undefined]);
  },
);

test('a stored address that is no https is shown without a way there', async () => {
  const { app, make, prisma } = await setScene();
  const { url } = (await make()).json();
  await prisma.paymentLink.updateMany({ data: { url: 'javascript:alert(1)//onfastspring.com' } });
  const answer = await app.inject({ url: follow(url), headers: browser });
  expect([answer.statusCode, answer.body.includes('<a ')]).toEqual([200, false]);
});

test('the newer checkout, and a quote that stays open for weeks', async () => {
  const { store, draft, make } = await setScene({
    checkout: { storeId: 'bluebird', checkoutId: 'web-bluebird', live: false },
  });
  expect((await make()).statusCode).toBe(201);
  const [session] = store.store.sessions.values();
  expect(session).toMatchObject({ live: false, buyer: { email: draft.email }, tags: { kommo_payment_link: draft.id } });

  const quote = (await make({ id: randomUUID(), kind: 'quote' })).json();
  expect(quote).toMatchObject({ kind: 'quote', state: 'open' });
  expect([...store.store.quotes.values()]).toMatchObject([{ status: 'OPEN', lines: [{ quantity: 2 }] }]);
});

test('the order paid through the link decides its state, whoever pays', async () => {
  const { store, prisma, accountId, make } = await setScene();
  await make();
  const [session] = store.store.sessions.values();
  const { order } = payCheckout(store.store, session?.id ?? '', 'finance@elsewhere.example');
  await prisma.order.create({
    data: {
      accountId,
      orderId: order.id,
      state: 'completed',
      kind: 'purchase',
      occurredAt: new Date(order.createdAt),
      currency: 'EUR',
      total: '238',
      tax: '38',
      discount: '0',
      items: [],
      live: true,
      details: { tags: order.tags },
    },
  });
  expect((await make()).json()).toMatchObject({ state: 'paid', since: new Date(order.createdAt).toISOString() });
});

test.each([
  ['no e-mail', { email: 'anna' }, ['email']],
  ['half a product', { quantity: 0.5 }, ['quantity']],
  ['a country in words', { country: 'Germany' }, ['country']],
  ['no id', { id: '7' }, ['id']],
  ['a product that is not sold', { product: 'gone' }, ['product']],
  [
    'a quote for nobody',
    { kind: 'quote', firstName: '', lastName: '', postalCode: ' ' },
    ['firstName', 'lastName', 'postalCode'],
  ],
])('%s is refused beside its field', async (_what, changes, fields) => {
  const { make, store } = await setScene();
  const answer = await make(changes);
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'link_invalid', fields });
  expect(store.store.sessions.size).toBe(0);
});

test('what is in the way is said, and nothing is made', async () => {
  const { make, connect, lead, prisma } = await setScene({});
  expect((await make()).json()).toMatchObject({ status: 409, code: 'no_checkout' });
  expect((await make({}, lead.id + 1)).json()).toMatchObject({ status: 404, title: 'Unknown lead' });
  await connect({ username: 'nobody', password: 'wrong' });
  expect((await make({ id: randomUUID(), product: 'other' })).json()).toMatchObject({ status: 400 });
  await connect(null);
  expect((await make({ kind: 'quote' })).json()).toMatchObject({ status: 409, code: 'fastspring_not_configured' });
  expect(await prisma.paymentLink.count()).toBe(0);
  expect(await prisma.effect.count()).toBe(0);
});

test('an offer names the products in the reader’s language, with the account’s price', async () => {
  const { app, store } = await setScene();
  const ask = () => app.inject({ url: '/api/v1/leads/1/payment-links/offer', headers: { 'accept-language': 'de' } });
  expect((await ask()).json()).toEqual({
    products: [
      { path: 'pro-monthly', name: 'Pro plan', price: '99', currency: 'EUR', interval: null, intervalLength: 1 },
    ],
    kinds: ['checkout', 'quote'],
  });
  const asked = store.callCount();
  await ask();
  expect(store.callCount()).toBe(asked);
});

test('the same id for another purchase is no repetition', async () => {
  const { make, store } = await setScene();
  await make();
  expect((await make({ quantity: 3 })).json()).toMatchObject({ status: 409, code: 'link_taken' });
  expect(store.store.sessions.size).toBe(1);
});

test('another account’s link with the same id is another link', async () => {
  const { make, prisma, draft } = await setScene();
  await make();
  const other = await prisma.account.create({ data: { subdomain: 'other', webhookKey: 'other' } });
  await prisma.paymentLink.updateMany({ where: { id: draft.id }, data: { accountId: other.id, token: 'other' } });
  await prisma.effect.deleteMany();
  expect((await make({ quantity: 3 })).statusCode).toBe(201);
  const links = await prisma.paymentLink.findMany({ where: { id: draft.id }, orderBy: { quantity: 'asc' } });
  expect(links.map(({ quantity }) => quantity)).toEqual([draft.quantity, 3]);
});
