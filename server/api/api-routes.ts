import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Fastspring } from '../fastspring/api/fastspring-api.ts';
import type { Kommo } from '../kommo/kommo.ts';
import { createBodyBudget } from '../platform/http/body-budget.ts';
import { exportRoute } from './account-data/export-route.ts';
import { apiDocument } from './api-document.ts';
import { auditRoutes } from './audit/audit-route.ts';
import { paymentsRoutes } from './card/payments-route.ts';
import { catalogRoutes } from './catalog/catalog-route.ts';
import { productsRoutes } from './catalog/products-route.ts';
import { createLeadRoute } from './customers/create-lead-route.ts';
import { customersRoutes } from './customers/customers-route.ts';
import { eraseCustomerRoute } from './customers/erase-customer-route.ts';
import { notRelevantRoutes } from './customers/not-relevant-route.ts';
import { resyncRoute } from './customers/resync-route.ts';
import { diagnosticsRoutes } from './diagnostics/diagnostics-route.ts';
import { eventsRoutes } from './events/events-route.ts';
import { retryRoute } from './events/retry-route.ts';
import { importsRoutes } from './imports/imports-route.ts';
import { paymentsSummaryRoute } from './lead-list/payments-summary-route.ts';
import { leadSearchRoute } from './lead-search/lead-search-route.ts';
import { pauseRoutes } from './pause/pause-route.ts';
import { paymentLinksRoutes } from './payment-links/payment-links-route.ts';
import { createAuthentication } from './people/authenticate.ts';
import { createOriginCheck } from './people/card-origin.ts';
import { type ApiServices, prepareApi, refuseUnguarded } from './prepare-api.ts';
import { reconciliationRoutes } from './reconciliation/reconciliation-route.ts';
import { fastspringCheckRoutes } from './settings/fastspring-check-route.ts';
import { leadFieldsRoutes } from './settings/lead-fields-route.ts';
import { settingsRoutes } from './settings/settings-route.ts';
import { simulationRoutes } from './simulation/simulation-route.ts';
import { statusRoutes } from './status/status-route.ts';

export interface ApiDependencies extends Omit<ApiServices, 'fastspring' | 'storeProducts' | 'tryCredentials' | 'now'> {
  readonly kommo: Kommo;
  readonly fastspring: Fastspring;
}

/** Of bodies under way; the largest is of 1 MiB. */
const bytesInFlight = { perOwner: 4 * 1024 * 1024, inAll: 16 * 1024 * 1024 };

/** A person waits for an answer of Kommo's or FastSpring's no longer than this. */
const timeoutMs = 20_000;

const routes = [
  ...[paymentsRoutes, paymentsSummaryRoute, leadSearchRoute, paymentLinksRoutes],
  ...[customersRoutes, notRelevantRoutes, eraseCustomerRoute, resyncRoute],
  ...[
    settingsRoutes,
    simulationRoutes,
    catalogRoutes,
    productsRoutes,
    leadFieldsRoutes,
    fastspringCheckRoutes,
    pauseRoutes,
  ],
  ...[statusRoutes, eventsRoutes, retryRoute, importsRoutes, reconciliationRoutes],
  ...[auditRoutes, diagnosticsRoutes, exportRoute],
];

/** The widget's API: for the pages of installed accounts, and for users that Kommo vouches for. */
export async function apiRoutes(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { config, database, sealer, leadTags, hashPerson, kommo, fastspring, rulesFromEnvironment, wake } =
    dependencies;
  const authenticate = createAuthentication(kommo);

  const isKommoPage = createOriginCheck(config.kommo.originTemplate);
  // Allows whatever headers the preflight asks for: Kommo's page adds its own, and none of them opens anything.
  await app.register(cors, {
    origin: (origin, answer) => answer(null, isKommoPage(origin)),
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['ETag'],
    // s; spares a preflight for each of the panel's requests
    maxAge: 7_200,
  });
  app.addHook('onRoute', refuseUnguarded);
  await apiDocument(app);
  await app.register(async (people) => {
    const api = prepareApi(people, {
      ...{ config, database, sealer, leadTags, hashPerson, kommo, rulesFromEnvironment, wake },
      fastspring: (accountId) => fastspring.forAccount(accountId, 'interactive', AbortSignal.timeout(timeoutMs)),
      tryCredentials: fastspring.tryCredentials,
      now: Date.now,
      authenticate,
    });
    api.addHook('preParsing', createBodyBudget(bytesInFlight, ({ user }) => user.accountId).countBody);
    await api.register(createLeadRoute, { timeoutMs });
    for (const each of routes) await api.register(each);
  });
}
