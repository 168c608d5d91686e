import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { accountAddress, accountTemplate, labelOf, pathWithAccount } from '../http/account-host.ts';
import { BLOCKED_PAGE, type FaultKind } from '../http/faults.ts';
import { listenLocally } from '../http/listen.ts';
import { createTraffic, type Traffic } from '../http/traffic.ts';

interface ProxiedRequest {
  readonly method: string;
  /** with the query string */
  readonly path: string;
  readonly account: string | null;
}

/** Faults of the connection, in addition to those of `http/faults.ts`. */
export type ProxyFault =
  | FaultKind
  /** the request is applied at once, and the answer comes `ms` later */
  | { readonly kind: 'late_answer'; readonly ms: number }
  /** the request is applied, and the connection breaks in the middle of the answer */
  | { readonly kind: 'cut_answer' }
  /** an action runs at this moment, then the connection breaks */
  | { readonly kind: 'interrupt'; readonly when: 'before' | 'after'; readonly run: () => Promise<void> };

export type TakeFault = (request: ProxiedRequest) => ProxyFault | null;

export interface FaultProxy {
  /** `http://{subdomain}.localhost:{port}`, literally: fits KOMMO_ORIGIN_TEMPLATE */
  readonly originTemplate: string;
  /** the same with this subdomain */
  readonly addressOf: (subdomain: string) => string;
  /** every request as it arrived, including those that never reached the sandbox */
  readonly traffic: Pick<Traffic, 'requests' | 'busiestSecond'>;
  /** the number of faults played, by kind */
  readonly played: ReadonlyMap<ProxyFault['kind'], number>;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A server between the service and the sandbox at `origin`, with connections that fail as on the internet. */
export async function startFaultProxy(origin: string, take: TakeFault): Promise<FaultProxy> {
  const traffic = createTraffic();
  const played = new Map<ProxyFault['kind'], number>();
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    // A caller that gave up is not a failure of the proxy.
    handle(request, response).catch(() => response.destroy());
  });
  const { port } = new URL(await listenLocally(server));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host } = request.headers;
    const path = pathWithAccount(host, request.url ?? '/');
    const caller = request.socket.remoteAddress ?? '';
    const target = { method: request.method ?? 'GET', path, account: labelOf(host), caller };
    const record = traffic.record(target);
    const fault = take(target);
    if (fault !== null) played.set(fault.kind, (played.get(fault.kind) ?? 0) + 1);
    const body = await buffer(request);
    if (fault !== null && (await playBefore(fault, request, response))) return;
    const answer = await forward(request, body);
    if (fault !== null && (await playAfter(fault, request, response, answer))) return;
    record.status = answer.status;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  function forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method = 'GET', url = '/', headers } = request;
      const outgoing = send(new URL(url, origin), { agent, method, headers }, (answer) => {
        const { statusCode: status = 502, headers } = answer;
        buffer(answer).then((body) => resolve({ status, headers, body }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    originTemplate: accountTemplate(port),
    addressOf: (subdomain) => accountAddress(port, subdomain),
    traffic,
    played,
    close: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The part before the request is applied; true when it ends here. */
async function playBefore(fault: ProxyFault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      await wait(fault.ms);
      return false;
    case 'hold':
      await fault.until;
      return false;
    case 'reset_before':
      request.socket.resetAndDestroy();
      return true;
    case 'hang':
      return fault.when !== 'after';
    case 'status':
      if (fault.when === 'after') return false;
      answerWith(response, fault);
      return true;
    case 'html_403':
      response.writeHead(403, { 'content-type': 'text/html' }).end(BLOCKED_PAGE);
      return true;
    case 'text_429':
      response.writeHead(429, {
        'content-type': 'text/plain',
        ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
      });
      response.end('Too Many Requests');
      return true;
    case 'interrupt':
      if (fault.when === 'after') return false;
      await fault.run();
      request.socket.destroy();
      return true;
    default:
      return false;
  }
}

/** The part after it was applied; true when the answer is not sent unchanged. */
async function playAfter(
  fault: ProxyFault,
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<boolean> {
  switch (fault.kind) {
    case 'reset_after':
      request.socket.resetAndDestroy();
      return true;
    case 'cut_answer':
      response.writeHead(answer.status, answer.headers);
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => request.socket.destroy());
      return true;
    case 'hang':
      return true;
    case 'status':
      answerWith(response, fault);
      return true;
    case 'late_answer':
      await wait(fault.ms);
      return false;
    case 'interrupt':
      await fault.run();
      request.socket.destroy();
      return true;
    default:
      return false;
  }
}

function answerWith(response: ServerResponse, { status, headers, body }: Extract<FaultKind, { kind: 'status' }>): void {
  const isJson = typeof body === 'object';
  response.writeHead(status, { 'content-type': isJson ? 'application/problem+json' : 'text/html', ...headers });
  response.end(isJson ? JSON.stringify(body) : (body ?? ''));
}
