import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createOneTimeToken } from '../oauth/one-time-token.ts';
import type { Account } from '../records/account.ts';
import { changeLead } from '../records/leads.ts';
import type { KommoState } from '../state.ts';
import { cardData, cardVersion } from './card-data.ts';
import { hostScript, hostStyles, jQueryVersion } from './host-files.ts';
import { type PageKind, pageHtml } from './page.ts';
import { sendFile } from './static-files.ts';
import { type InstalledWidget, readWidget } from './widget-files.ts';

const leadPath = z.object({ subdomain: z.string(), id: z.coerce.number().int() });
const personPath = leadPath.extend({ people: z.enum(['contacts', 'companies']) });
const hostQuery = z.object({ jquery: jQueryVersion, csp: z.enum(['strict']).optional() });
const userQuery = z.object({ user: z.coerce.number().int().optional() });

/** The place of the widget's unpacked archive, and the code under which it is installed. */
export interface WidgetSource {
  readonly directory: string;
  readonly code: string;
}

interface PageParts {
  readonly widget: WidgetSource | null;
  readonly pageScripts: readonly string[];
}

/** Kommo's own is not documented: scripts and styles only from files, and no other server but the widget's. */
const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' http://127.0.0.1:*",
].join('; ');

/** Kommo's own pages, to the extent that a widget uses them, and the data that they fetch. */
export function cardRoutes(app: FastifyInstance, state: KommoState, parts: PageParts): void {
  pageRoutes(app, state, parts);
  pageDataRoutes(app, state);
  fileRoutes(app, parts.widget);
}

function pageRoutes(app: FastifyInstance, state: KommoState, { widget: source, pageScripts }: PageParts): void {
  const sendPage = async (request: FastifyRequest, reply: FastifyReply, kind: PageKind) => {
    const account = accountOf(state, request);
    if (!account) return reply.code(404).type('text/html').send('<h1>No such account</h1>');
    const { user } = userQuery.parse(request.query);
    const { jquery, csp } = hostQuery.parse(request.query);
    const widget: InstalledWidget | null = source && (await readWidget(source.directory, source.code));
    const integration = [...state.integrations.values()].at(-1);
    const { id } = z.object({ id: z.coerce.number().int().default(0) }).parse(request.params);
    const viewer = account.users.find((candidate) => candidate.id === user) ?? account.users[0];
    const html = pageHtml(await readFile(join(import.meta.dirname, 'page.html'), 'utf8'), {
      account,
      viewer,
      widget,
      clientId: integration?.clientId ?? '',
      jquery,
      page: { kind, id },
      scripts: pageScripts,
    });
    if (csp === 'strict') reply.header('content-security-policy', strictPolicy);
    return reply.type('text/html; charset=utf-8').send(html);
  };
  app.get('/:subdomain/leads/detail/:id', (request, reply) => sendPage(request, reply, 'lead'));
  app.get('/:subdomain/leads/add', (request, reply) => sendPage(request, reply, 'lead'));
  app.get('/:subdomain/leads/list', (request, reply) => sendPage(request, reply, 'list'));
  app.get('/:subdomain/contacts/detail/:id', (request, reply) => sendPage(request, reply, 'contact'));
  app.get('/:subdomain/companies/detail/:id', (request, reply) => sendPage(request, reply, 'company'));
  app.get('/:subdomain/settings/widgets', (request, reply) => sendPage(request, reply, 'settings'));
  app.get('/:subdomain/settings/widgets/:code', (request, reply) => sendPage(request, reply, 'advanced'));
  app.get('/:subdomain/settings/widgets/:code/', (request, reply) => sendPage(request, reply, 'advanced'));
}

function pageDataRoutes(app: FastifyInstance, state: KommoState): void {
  app.get('/:subdomain/ajax/leads/:id', async (request, reply) => {
    const lead = accountOf(state, request)?.leads.get(leadPath.parse(request.params).id);
    const account = accountOf(state, request);
    if (!account || !lead || lead.is_deleted) return reply.code(404).send({ title: 'Not found' });
    const data = cardData(account, lead);
    const version = cardVersion(data);
    reply.header('etag', version).header('cache-control', 'no-cache');
    return request.headers['if-none-match'] === version ? reply.code(304).send() : data;
  });

  app.get('/:subdomain/ajax/leads', async (request) =>
    [...(accountOf(state, request)?.leads.values() ?? [])].map(({ id, name }) => ({ id, name })),
  );

  app.get('/:subdomain/ajax/:people/:id', async (request, reply) => {
    const { people, id } = personPath.parse(request.params);
    const person = accountOf(state, request)?.[people].get(id);
    return person && !person.is_deleted ? { id, name: person.name } : reply.code(404).send({ title: 'Not found' });
  });

  app.post('/:subdomain/ajax/leads/:id/stage', async (request, reply) => {
    const { status, user } = z.object({ status: z.int(), user: z.int() }).parse(request.body);
    const account = accountOf(state, request);
    const lead = account?.leads.get(leadPath.parse(request.params).id);
    if (!account || !lead) return reply.code(404).send({ title: 'Not found' });
    changeLead(account, lead, { status_id: status }, user);
    return reply.code(204).send();
  });

  app.get('/:subdomain/ajax/v2/integrations/:clientId/disposable_token', async (request, reply) => {
    const account = accountOf(state, request);
    const { clientId } = z.object({ clientId: z.string() }).parse(request.params);
    const integration = state.integrations.get(clientId);
    if (!account || !integration) return reply.code(404).send({ title: 'Not found' });
    const { user } = userQuery.parse(request.query);
    return { token: createOneTimeToken(state, account, integration, user === undefined ? {} : { userId: user }) };
  });
}

function fileRoutes(app: FastifyInstance, source: WidgetSource | null): void {
  const wildcard = z.object({ '*': z.string() });
  // Kommo's own files stay in a browser's cache, the widget's do not: a rebuilt widget is there with the next load.
  const cached = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'max-age=3600');
  app.get('/:subdomain/host/kommo.js', async (request, reply) =>
    cached(reply)
      .type('text/javascript; charset=utf-8')
      .send(await hostScript(hostQuery.parse(request.query).jquery)),
  );
  app.get('/:subdomain/host/kommo.css', async (_request, reply) =>
    cached(reply)
      .type('text/css; charset=utf-8')
      .send(await hostStyles()),
  );
  app.get('/:subdomain/host/styles/*', (request, reply) =>
    sendFile(cached(reply), join(import.meta.dirname, 'styles'), wildcard.parse(request.params)['*']),
  );
  if (!source) return;
  // Under every code: a second copy of the widget has the same files.
  app.get('/:subdomain/upl/:code/widget/*', (request, reply) =>
    sendFile(reply, source.directory, wildcard.parse(request.params)['*']),
  );
}

function accountOf(state: KommoState, request: FastifyRequest): Account | undefined {
  return state.findAccount(z.object({ subdomain: z.string() }).parse(request.params).subdomain);
}
