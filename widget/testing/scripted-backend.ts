import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { PaymentsView } from '../../server/api/card/payments-view.ts';

/** The backend's answer for a lead: a view, a refusal, or none at all until it is released. */
export type Script =
  | { readonly view: PaymentsView }
  | { readonly status: number; readonly code: string }
  | { readonly held: Promise<PaymentsView> }
  | { readonly broken: true };

/** A request of the widget, for a test that answers it itself. */
export interface Question {
  readonly method: string;
  /** below `/api/v1/`, without its query */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: unknown;
}

/** 200 by default. */
export interface Reply {
  readonly status?: number;
  readonly json: unknown;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** the status; 0 while it is in progress or when the connection was cut */
  readonly answered: number;
}

export interface ScriptedBackend {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  /** Answers the requests that wait for news of the lead. */
  script(leadId: number, script: Script): void;
  /** The same after the lead has been changed: a customer linked or unlinked. */
  scriptChanged(leadId: number, script: Script): void;
  waiting(leadId: number): number;
  /** Ends their waiting time: they are answered without news. */
  endWaits(leadId: number): void;
  /** Asks `reply` first from now on; the scripts of the leads answer where it returns nothing. */
  answerWith(reply: (question: Question) => Reply | undefined): void;
  close(): Promise<void>;
}

/** The widget's API as in the contract, with answers that a test decides. */
export async function startScriptedBackend(): Promise<ScriptedBackend> {
  const scripts = new Map<number, Script>();
  const requests: ReceivedRequest[] = [];
  const scriptsChanged = new Map<number, Script>();
  const waits = createWaits();
  let replyTo: (question: Question) => Reply | undefined = () => undefined;

  const server = createServer(async (request, response) => {
    allowOtherOrigins(request, response);
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const path = request.url ?? '/';
    const body = await bodyOf(request);
    const leadId = Number(/^\/api\/v1\/leads\/(\d+)\//.exec(path)?.[1]);
    const received = { method: request.method ?? '', path, headers: request.headers, body, answered: 0 };
    requests.push(received);
    const reply = replyTo(questionOf(received));
    if (reply) {
      received.answered = send(reply, response);
      return;
    }
    const script = scripts.get(leadId);
    if (script && 'view' in script && isPatient(received) && isKnown(received, script.view, leadId)) {
      await waits.untilNews(leadId, response);
    }
    received.answered = await answer(scripts.get(leadId), leadId, received, response);
    const changed = scriptsChanged.get(leadId);
    if (changed === undefined || received.answered !== 204 || request.method === 'POST') return;
    scriptsChanged.delete(leadId);
    setScript(leadId, changed);
  });

  function setScript(leadId: number, script: Script): void {
    scripts.set(leadId, script);
    waits.end(leadId);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The backend has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    script: setScript,
    scriptChanged: (leadId, script) => scriptsChanged.set(leadId, script),
    waiting: waits.count,
    endWaits: waits.end,
    answerWith(reply) {
      replyTo = reply;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The requests that wait for news of a lead. */
function createWaits() {
  const waits = new Map<number, Set<() => void>>();
  return {
    /** Or until the client has disconnected. */
    untilNews(leadId: number, response: ServerResponse): Promise<void> {
      const ofLead = waits.get(leadId) ?? new Set();
      waits.set(leadId, ofLead);
      return new Promise((resolve) => {
        const end = (): void => {
          ofLead.delete(end);
          resolve();
        };
        ofLead.add(end);
        response.once('close', end);
      });
    },
    end(leadId: number): void {
      for (const end of waits.get(leadId) ?? []) end();
    },
    count: (leadId: number): number => waits.get(leadId)?.size ?? 0,
  };
}

function allowOtherOrigins(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Allow-Headers', 'X-Auth-Token, Content-Type, If-None-Match, If-Match');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader('Access-Control-Expose-Headers', 'ETag');
  response.setHeader('Access-Control-Max-Age', '600');
}

function questionOf({ method, path, body }: ReceivedRequest): Question {
  const { pathname, searchParams: query } = new URL(path, 'http://localhost');
  const json: unknown = body === '' ? null : JSON.parse(body);
  return { method, path: pathname.replace('/api/v1/', ''), query, json };
}

/** The status that was sent. */
/** For who calls the API without the widget; the widget has its own words for the code. */
export const serversEnglish = 'A sentence of the server.';

function send({ status = 200, json }: Reply, response: ServerResponse): number {
  response.setHeader('ETag', '"4"');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  return status;
}

/** The status that was sent; 0 when the connection was cut. */
async function answer(
  script: Script | undefined,
  leadId: number,
  request: ReceivedRequest,
  response: ServerResponse,
): Promise<number> {
  if (!script || 'broken' in script) {
    response.destroy();
    return 0;
  }
  if ('status' in script) {
    const problem = { title: 'Refused', status: script.status, code: script.code, detail: serversEnglish };
    response.writeHead(script.status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
    return script.status;
  }
  if (request.method === 'PUT' || request.method === 'DELETE') {
    response.writeHead(204).end();
    return 204;
  }
  const view = 'held' in script ? await script.held : script.view;
  response.setHeader('ETag', etagOf(view, leadId));
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Content-Type', 'application/json');
  if (isKnown(request, view, leadId)) {
    const status = request.method === 'GET' ? 304 : 204;
    response.writeHead(status).end();
    return status;
  }
  response.writeHead(200).end(JSON.stringify({ ...view, leadId }));
  return 200;
}

const isPatient = ({ path }: ReceivedRequest): boolean => path.includes('/payments?wait=25');

const knownSchema = z.object({ known: z.string().nullable() });

function isKnown({ method, headers, body }: ReceivedRequest, view: PaymentsView, leadId: number): boolean {
  const known = method === 'POST' ? knownSchema.parse(JSON.parse(body)).known : headers['if-none-match'];
  return known === etagOf(view, leadId);
}

function etagOf(view: PaymentsView, leadId: number): string {
  const { asOf: _, ...rest } = { ...view, leadId };
  return `"${createHash('sha256').update(JSON.stringify(rest)).digest('base64url')}"`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
