import { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import helmet from 'helmet';
import { type ApiDependencies, apiRoutes } from './api/api-routes.ts';
import { payRoutes } from './api/payment-links/pay-route.ts';
import type { Config } from './config/config.ts';
import { createDeliveryAllowance } from './fastspring/webhook/delivery-allowance.ts';
import { createDeliveryStore } from './fastspring/webhook/delivery-store.ts';
import { createRefusedWebhooks } from './fastspring/webhook/refused-webhooks.ts';
import { webhookRoutes } from './fastspring/webhook/webhook-route.ts';
import { createWebhookOwners } from './fastspring/webhook/webhook-secrets.ts';
import { frontPage } from './front/front-page.ts';
import { widgetRoute } from './front/widget-route.ts';
import type { DeliveryMetrics } from './health/delivery-metrics.ts';
import { metricsRoutes } from './health/metrics.ts';
import { changesRoute } from './kommo/webhook/changes-route.ts';
import type { ErasureGuard } from './personal-data/guard.ts';
import type { Database } from './platform/database/database.ts';
import { createServer } from './platform/http/create-server.ts';
import { nothingHere } from './platform/http/error-handler.ts';
import { healthRoutes } from './platform/http/health-routes.ts';
import { createOperatorAccess } from './platform/http/operator-access.ts';
import type { Queues } from './platform/jobs/queues.ts';
import type { Arrivals } from './platform/runtime/arrivals.ts';
import { languageOfRequest } from './texts/accept-language.ts';

export interface AppDependencies extends ApiDependencies {
  readonly config: Config;
  readonly database: Database;
  readonly guard: Pick<ErasureGuard, 'admit'>;
  /** requests the recording of an account's stored events; never waits */
  readonly recordSoon: (accountId: string) => void;
  /** notes FastSpring's deliveries in progress */
  readonly arrivals: Pick<Arrivals, 'during'>;
  readonly isWorkerRunning: () => boolean;
  /** queues background work */
  readonly send: Queues['send'];
  readonly log: FastifyBaseLogger;
  readonly deliveryMetrics: DeliveryMetrics['metrics'];
}

/** For a request to arrive: 5 MiB on a slow line. Node looks every two seconds for those that did not. */
const timeouts = { requestTimeout: 15_000, http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 } };
/** An idle one takes about 20 KB. */
const connectionsAtMost = 5_000;

/**
 * Once for all requests: @fastify/helmet makes a dozen functions for each. The pages of the installation set a stricter
 * policy of their own, and TLS ends before us.
 */
const setSecurityHeaders = helmet({
  contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: false,
});

/** Every route of the service; nothing listens yet. */
export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const {
    config,
    database,
    sealer,
    kommo,
    guard,
    wake,
    recordSoon,
    arrivals,
    isWorkerRunning,
    send,
    log,
    deliveryMetrics,
  } = dependencies;
  const app = createServer({
    loggerInstance: log,
    // Addresses carry webhook keys and authorization codes, so requests are not logged; metrics count them by route.
    logController: new LogController({ disableRequestLogging: true }),
    ...timeouts,
    forceCloseConnections: 'idle',
  });
  app.server.maxConnections = connectionsAtMost;
  const operatorAccess = createOperatorAccess(config);
  const allowance = createDeliveryAllowance(() => performance.now());
  const { findOwner, forgetOwner } = createWebhookOwners(database, sealer, Date.now);
  const refused = createRefusedWebhooks({ prisma: database.prisma, forgetOwner, log, now: Date.now });
  const counted = { standstill: kommo.standstill, countsOfEgresses: kommo.countsOfEgresses };
  await metricsRoutes(app, database, { ...counted, allowance, refused }, deliveryMetrics, operatorAccess);
  app.addHook('onRequest', ({ raw }, reply, done) => setSecurityHeaders(raw, reply.raw, () => done()));
  app.addHook('onRequest', async ({ is404 }) => {
    // Fastify would first read the whole body. After the headers: this answer has them too.
    if (is404) throw nothingHere();
  });
  await app.register(healthRoutes, { database, isWorkerRunning, operatorAccess });
  await app.register(frontPage, { config });
  await app.register(widgetRoute, { config });
  await app.register(kommo.routes, { onUninstalled: forgetOwner, languageOfRequest, send });
  await app.register(webhookRoutes, {
    findOwner,
    admit: guard.admit,
    store: createDeliveryStore(database),
    allowance,
    refused,
    arrivals,
    recordSoon,
  });
  await app.register(payRoutes, { prisma: database.prisma, fastspringApiUrl: config.fastspringApiUrl, now: Date.now });
  await app.register(changesRoute, { prisma: database.prisma, wake });
  await app.register(apiRoutes, dependencies);
  return app;
}
