import { timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { FaultInjector } from '../../http/faults.ts';
import { guardTraffic } from '../../http/guard.ts';
import type { RateLimit } from '../../http/rate-limit.ts';
import type { Traffic } from '../../http/traffic.ts';
import { checkoutPages, isCheckoutPage } from '../checkout/checkout-pages.ts';
import type { Store } from '../store.ts';
import { accountRoutes } from './accounts.ts';
import { eventRoutes } from './events.ts';
import type { ApiOptions } from './options.ts';
import { orderRoutes } from './orders.ts';
import { productRoutes } from './products.ts';
import { quoteRoutes } from './quotes.ts';
import { sessionRoutes } from './sessions.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { webhookRoutes } from './webhooks.ts';

/** FastSpring's REST API over the store; not listening yet. */
export function buildFastSpringServer(
  store: Store,
  options: ApiOptions,
  traffic: Traffic,
  limit: RateLimit,
  faults: FaultInjector,
): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  guardTraffic(app, {
    traffic,
    limit,
    faults,
    // A buyer's browser shares neither the limit nor the credentials of the API.
    accountOf: ({ url }) => (isCheckoutPage(url) ? undefined : null),
    refuse: (_verdict, reply) => {
      if (options.overLimitStatus === 404) return reply.code(404).send();
      return reply.code(429).header('retry-after', String(limit.retryAfter)).send();
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (isCheckoutPage(request.url)) return;
    if (!request.headers['user-agent'] || !isAuthorized(request, options)) return reply.code(401).send();
  });
  accountRoutes(app, store, options);
  orderRoutes(app, store, options);
  subscriptionRoutes(app, store);
  eventRoutes(app, store);
  productRoutes(app, store);
  sessionRoutes(app, store, options);
  quoteRoutes(app, store);
  webhookRoutes(app, store);
  if (options.checkouts === 'here') app.register(async (pages) => checkoutPages(pages, store));
  return app;
}

function isAuthorized(request: FastifyRequest, { username, password }: ApiOptions): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  const given = Buffer.from(request.headers.authorization ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
