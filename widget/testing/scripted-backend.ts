import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PaymentsView } from '../../server/api/payments-view.ts';

/** What the backend answers for a lead: a view, a refusal, or nothing at all until it is released. */
export type Script =
  | { readonly view: PaymentsView }
  | { readonly status: number; readonly detail: string }
  | { readonly held: Promise<PaymentsView> }
  | { readonly broken: true };

/** What the widget asks, for a test that answers it itself. */
export interface Question {
  readonly method: string;
  /** below `/api/v1/`, without its query */
  readonly path: string;
  readonly json: unknown;
}

/** 200 when it has no status. */
export interface Reply {
  readonly status?: number;
  readonly json: unknown;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** the status; 0 while it is under way or when the connection was cut */
  readonly answered: number;
}

export interface ScriptedBackend {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  script(leadId: number, script: Script): void;
  /** Asks `reply` first from now on; the scripts of the leads answer where it gives nothing. */
  answerWith(reply: (question: Question) => Reply | undefined): void;
  close(): Promise<void>;
}

/** The widget's API as the contract has it, with answers that a test decides. */
export async function startScriptedBackend(): Promise<ScriptedBackend> {
  const scripts = new Map<number, Script>();
  const requests: ReceivedRequest[] = [];
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
    received.answered = reply ? send(reply, response) : await answer(scripts.get(leadId), leadId, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The backend has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    script: (leadId, script) => scripts.set(leadId, script),
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

function allowOtherOrigins(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Allow-Headers', 'X-Auth-Token, Content-Type, If-None-Match, If-Match');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader('Access-Control-Expose-Headers', 'ETag');
  response.setHeader('Access-Control-Max-Age', '600');
}

function questionOf({ method, path, body }: ReceivedRequest): Question {
  const { pathname } = new URL(path, 'http://localhost');
  const json: unknown = body === '' ? null : JSON.parse(body);
  return { method, path: pathname.replace('/api/v1/', ''), json };
}

/** The status that was sent. */
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
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  if (!script || 'broken' in script) {
    request.socket.destroy();
    return 0;
  }
  if ('status' in script) {
    const problem = { title: 'Refused', status: script.status, detail: script.detail };
    response.writeHead(script.status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
    return script.status;
  }
  if (request.method === 'PUT' || request.method === 'DELETE') {
    response.writeHead(204).end();
    return 204;
  }
  const { asOf, ...rest } = { ...('held' in script ? await script.held : script.view), leadId };
  const etag = `"${createHash('sha256').update(JSON.stringify(rest)).digest('base64url')}"`;
  const unchanged = request.headers['if-none-match'] === etag;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Content-Type', 'application/json');
  response.writeHead(unchanged ? 304 : 200).end(unchanged ? undefined : JSON.stringify({ ...rest, asOf }));
  return unchanged ? 304 : 200;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
