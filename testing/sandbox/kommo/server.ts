import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pathWithAccount } from '../http/account-host.ts';
import { BLOCKED_PAGE, type FaultInjector } from '../http/faults.ts';
import { guardTraffic } from '../http/guard.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Traffic } from '../http/traffic.ts';
import { accountRoutes } from './api/account.ts';
import type { Caller } from './api/caller.ts';
import { catalogRoutes } from './api/catalogs.ts';
import { complexLeadRoutes } from './api/complex-leads.ts';
import { customFieldRoutes } from './api/custom-fields.ts';
import { eventRoutes } from './api/events.ts';
import { leadRoutes } from './api/leads.ts';
import { linkRoutes } from './api/links.ts';
import { noteRoutes } from './api/notes.ts';
import { peopleRoutes } from './api/people.ts';
import { KommoProblem } from './api/problem.ts';
import { tagRoutes } from './api/tags.ts';
import { taskRoutes } from './api/tasks.ts';
import { unsortedRoutes } from './api/unsorted.ts';
import { webhookRoutes } from './api/webhooks.ts';
import { cardRoutes, type WidgetSource } from './card/card-routes.ts';
import { consentRoutes } from './oauth/consent.ts';
import { tokenRoutes } from './oauth/token-routes.ts';
import type { KommoState } from './state.ts';

export interface KommoServerOptions {
  readonly state: KommoState;
  readonly traffic: Traffic;
  readonly limit: RateLimit;
  readonly faults: FaultInjector;
  readonly widget: WidgetSource | null;
  readonly pageScripts: readonly string[];
}

/** Builds the sandbox's server; not listening yet. */
export function buildKommoServer(options: KommoServerOptions): FastifyInstance {
  const { state, traffic, limit, faults, widget, pageScripts } = options;
  const app = Fastify({
    forceCloseConnections: true,
    bodyLimit: 16 * 1024 * 1024,
    rewriteUrl: ({ headers, url }) => pathWithAccount(headers.host, url ?? '/'),
  });
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new KommoProblem(404, 'Not found')));
  // Pages are not counted: a person's browser does not share the API's limit.
  const accountOf = (request: FastifyRequest) => /^\/([^/]+)\/(api\/v4|oauth2)\//.exec(request.url)?.[1];
  guardTraffic(app, {
    traffic,
    limit,
    faults,
    accountOf,
    refuse: (verdict, reply) => {
      if (verdict === 'blocked') return reply.code(403).type('text/html').send(BLOCKED_PAGE);
      const detail = `The limit of ${limit.requests} requests per second is exceeded`;
      return sendProblem(reply, new KommoProblem(429, detail, { retry_after: limit.retryAfter }));
    },
  });

  app.addHook('onRequest', async (request, reply) => {
    const subdomain = accountOf(request);
    if (subdomain !== undefined && state.findAccount(subdomain) === undefined && !state.otherHosts.has(subdomain))
      return sendProblem(reply, new KommoProblem(404, 'Account not found'));
  });

  consentRoutes(app, state);
  tokenRoutes(app, state);
  cardRoutes(app, state, { widget, pageScripts });
  app.register(async (api) => apiRoutes(api, state), { prefix: '/:subdomain/api/v4' });
  return app;
}

function apiRoutes(api: FastifyInstance, state: KommoState): void {
  api.addHook('onRequest', async (_request, reply) => {
    reply.type('application/hal+json').header('x-request-id', randomUUID());
  });
  const authenticate = (request: FastifyRequest) => authenticateCaller(state, request);
  accountRoutes(api, authenticate);
  leadRoutes(api, authenticate);
  complexLeadRoutes(api, authenticate);
  peopleRoutes(api, authenticate);
  noteRoutes(api, authenticate);
  taskRoutes(api, authenticate);
  customFieldRoutes(api, authenticate);
  eventRoutes(api, authenticate);
  webhookRoutes(api, authenticate);
  linkRoutes(api, authenticate);
  tagRoutes(api, authenticate);
  unsortedRoutes(api, authenticate);
  catalogRoutes(api, authenticate);
}

function authenticateCaller(state: KommoState, request: FastifyRequest): Caller {
  const { subdomain } = z.object({ subdomain: z.string() }).parse(request.params);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const grant = token === undefined ? null : state.grants.use(token);
  if (!grant || grant.account.subdomain !== subdomain) throw new KommoProblem(401, 'Invalid user name or password');
  if (!grant.integration.scopes.includes('crm')) {
    throw new KommoProblem(403, "Client doesn't have the required scope");
  }
  const user = grant.account.users.find((candidate) => candidate.id === grant.userId);
  if (!user) throw new KommoProblem(401, 'Invalid user name or password');
  return { account: grant.account, user, base: `${state.accountAddress(grant.account)}/api/v4` };
}

function sendError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof KommoProblem) return sendProblem(reply, error);
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) return sendProblem(reply, new KommoProblem(400, 'The request body could not be read'));
  // A failure of the sandbox itself must not look like one of Kommo's.
  console.error(error);
  return sendProblem(reply, new KommoProblem(500, 'The sandbox failed'));
}

function sendProblem(reply: FastifyReply, problem: KommoProblem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').send(problem.body);
}
