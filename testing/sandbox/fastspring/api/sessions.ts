import Big from 'big.js';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { entityId, upperCaseId } from '../identifiers.ts';
import type { Product } from '../records.ts';
import type { CheckoutSession, Store } from '../store.ts';
import { sendError } from './answers.ts';
import type { ApiOptions } from './options.ts';

const DAY_MS = 86_400_000;
const tagValues = z.record(z.string(), z.string()).default({});

const text = z.string().optional();

const firstVersionSchema = z.object({
  account: z.string().optional(),
  contact: z.object({ email: text, first: text, last: text, company: text, country: text }).optional(),
  tags: tagValues,
  expiration: z.int().min(1).max(7).default(1),
  items: z.array(z.object({ product: z.string(), quantity: z.int().min(1).default(1) })).min(1),
});

const secondVersionSchema = z.object({
  locale: z.string().length(2).default('en'),
  country: z.string().length(2).default('US'),
  live: z.boolean().default(true),
  customer: z
    .object({
      accountId: z.string().optional(),
      billToContact: z.object({ email: text, firstName: text, lastName: text, company: text }).optional(),
    })
    .default({}),
  orderTags: tagValues,
  cart: z
    .object({
      lineItems: z.array(z.object({ productPath: z.string(), quantity: z.int().min(1).default(1) })).default([]),
    })
    .default({ lineItems: [] }),
});

/** `POST /sessions` (v1) and `POST /v2/checkouts/{store}/{checkout}/sessions`. */
export function sessionRoutes(app: FastifyInstance, store: Store, options: ApiOptions): void {
  firstVersionRoute(app, store);
  secondVersionRoute(app, store, options);
}

function firstVersionRoute(app: FastifyInstance, store: Store): void {
  app.post('/sessions', (request, reply) => {
    const parsed = firstVersionSchema.safeParse(request.body);
    if (!parsed.success)
      return sendError(reply, 'session.create', { items: parsed.error.issues[0]?.message ?? 'wrong' });
    const { account, contact, tags, items, expiration } = parsed.data;
    const customer = account === undefined ? undefined : store.customers.get(account);
    if (account !== undefined && !customer) return sendError(reply, 'session.create', { account: 'Not found' });
    const country = customer?.country ?? contact?.country ?? 'US';
    const session = createSession(store, entityId(), {
      customerId: customer?.id ?? null,
      buyer: contact ?? {},
      country,
      tags,
      live: true,
      lifetime: expiration * DAY_MS,
      lines: items.map((item) => ({ path: item.product, quantity: item.quantity })),
    });
    if (typeof session === 'string') return sendError(reply, 'session.create', { product: `${session} not found` });
    return reply.send({
      id: session.id,
      currency: session.currency,
      expires: session.expiresAt,
      order: null,
      account: session.customerId,
      subtotal: Number(subtotalOf(session)),
      items,
    });
  });
}

function secondVersionRoute(app: FastifyInstance, store: Store, options: ApiOptions): void {
  app.post('/v2/checkouts/:storeId/:checkoutId/sessions', (request, reply) => {
    const parsed = secondVersionSchema.safeParse(request.body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return sendSecondVersionError(reply, store, issue?.path.join('.') ?? '', issue?.message ?? 'wrong');
    }
    const { customer, cart, orderTags, country, locale, live } = parsed.data;
    const { email, firstName, lastName, company } = customer.billToContact ?? {};
    if (email !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
      return sendSecondVersionError(reply, store, 'customer.billToContact.email', 'Invalid email format', email);
    }
    const session = createSession(store, upperCaseId('OS', 18), {
      customerId: customer.accountId ?? null,
      buyer: { email, first: firstName, last: lastName, company },
      country,
      tags: orderTags,
      live,
      lifetime: DAY_MS,
      lines: cart.lineItems.map((line) => ({ path: line.productPath, quantity: line.quantity })),
    });
    if (typeof session === 'string') {
      return sendSecondVersionError(reply, store, 'cart.lineItems.productPath', 'Product not found', session);
    }
    const subtotal = Number(subtotalOf(session));
    const origin = options.checkouts === 'here' ? `http://${request.host}` : 'https://bluebird.onfastspring.com';
    return reply.code(201).send({
      id: session.id,
      created: new Date(session.createdAt).toISOString(),
      expires: new Date(session.expiresAt).toISOString(),
      status: 'OPEN',
      locale,
      country,
      currency: session.currency,
      live,
      customer: { accountId: session.customerId ?? '', ...customer },
      orderTags,
      cart: { lineItems: cart.lineItems, netTotal: subtotal, listTotal: subtotal },
      checkoutUrls: { webcheckoutUrl: `${origin}/checkout/session/${session.id}` },
      warnings: [],
      checkoutStatus: [session.lines.length === 0 ? 'PRODUCTS_REQUIRED' : 'READY_FOR_CHECKOUT'],
    });
  });
}

interface NewSession {
  readonly customerId: string | null;
  readonly buyer: CheckoutSession['buyer'];
  readonly country: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly live: boolean;
  /** ms */
  readonly lifetime: number;
  readonly lines: readonly { readonly path: string; readonly quantity: number }[];
}

/** The session, or the path of a product that the store does not have. */
function createSession(store: Store, id: string, options: NewSession): CheckoutSession | string {
  const unknown = options.lines.find((line) => !store.products.has(line.path));
  if (unknown) return unknown.path;
  const createdAt = store.clock.now();
  const lines = options.lines.flatMap(({ path, quantity }) => {
    const product = store.products.get(path);
    return product ? [{ product, quantity }] : [];
  });
  const session: CheckoutSession = {
    id,
    customerId: options.customerId,
    buyer: options.buyer,
    country: options.country,
    currency: currencyIn(
      options.country,
      lines.map(({ product }) => product),
    ),
    lines,
    tags: options.tags,
    createdAt,
    expiresAt: createdAt + options.lifetime,
    live: options.live,
  };
  store.sessions.set(id, session);
  return session;
}

const EURO_COUNTRIES = new Set(['DE', 'FR', 'ES', 'PT', 'IT', 'NL', 'AT']);

/** The buyer's own currency where every product has a price in it, otherwise dollars. */
function currencyIn(country: string, products: readonly Product[]): string {
  const own = EURO_COUNTRIES.has(country) ? 'EUR' : country === 'GB' ? 'GBP' : 'USD';
  return products.every(({ prices }) => prices[own] !== undefined) ? own : 'USD';
}

function subtotalOf({ lines, currency }: CheckoutSession): string {
  const sum = lines.reduce(
    (total, { product, quantity }) => total.plus(new Big(product.prices[currency] ?? 0).times(quantity)),
    new Big(0),
  );
  return sum.toFixed(2);
}

function sendSecondVersionError(
  reply: FastifyReply,
  store: Store,
  field: string,
  message: string,
  rejectedValue: string | null = null,
): FastifyReply {
  const errorCode = message.toUpperCase().replaceAll(/[^A-Z]+/g, '_');
  return reply.code(400).send({
    status: '400 BAD_REQUEST',
    timestamp: new Date(store.clock.now()).toISOString(),
    id: upperCaseId('FS', 18),
    message,
    errors: [{ errorCode, field, message, rejectedValue }],
  });
}
