import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordedRequest } from './traffic.ts';

/** The requests that a fault hits; an omitted property matches everything. */
interface FaultMatch {
  readonly method?: string;
  /** tried on the path with its query string */
  readonly path?: RegExp;
  readonly account?: string;
  readonly caller?: string;
}

/** A fault. `before`: the sandbox has not applied the request; `after`: it has, and only the answer suffers. */
export type FaultKind =
  | { readonly kind: 'delay'; readonly ms: number }
  /** continues when the test says so */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  | { readonly kind: 'reset_before' }
  | { readonly kind: 'reset_after' }
  | {
      readonly kind: 'status';
      readonly status: number;
      /** sent as JSON when an object, as text when a string */
      readonly body?: object | string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly when?: 'before' | 'after';
    }
  | { readonly kind: 'html_403' }
  /** a 429 that is not JSON; `retryAfter` (s) becomes the header */
  | { readonly kind: 'text_429'; readonly retryAfter?: number }
  /** never answers; the connection stays open until the caller gives up or the sandbox closes */
  | { readonly kind: 'hang'; readonly when?: 'before' | 'after' };

/** `times` is 1 by default and may be `Infinity`. */
export type FaultRule = FaultKind & { readonly match?: FaultMatch; readonly times?: number };

interface AddedFault {
  readonly hits: () => number;
  readonly remove: () => void;
}

export interface Faults {
  readonly add: (rule: FaultRule) => AddedFault;
  readonly clear: () => void;
}

type FaultTarget = Pick<RecordedRequest, 'method' | 'path' | 'account' | 'caller'>;

export interface FaultInjector extends Faults {
  /** takes one use of the first matching rule */
  readonly take: (request: FaultTarget) => FaultRule | null;
}

export function createFaults(): FaultInjector {
  let rules: { rule: FaultRule; left: number; hits: number }[] = [];
  return {
    add: (rule) => {
      const entry = { rule, left: rule.times ?? 1, hits: 0 };
      rules.push(entry);
      return {
        hits: () => entry.hits,
        remove: () => {
          rules = rules.filter((other) => other !== entry);
        },
      };
    },
    clear: () => {
      rules = [];
    },
    take: (request) => {
      const entry = rules.find(({ rule, left }) => left > 0 && matches(rule.match, request));
      if (!entry) return null;
      entry.left -= 1;
      entry.hits += 1;
      return entry.rule;
    },
  };
}

/** Plays the part of a fault before the request is applied; true when the request ends here. */
export async function playBefore(fault: FaultRule, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      await wait(fault.ms);
      return false;
    case 'hold':
      await fault.until;
      return false;
    case 'reset_before':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return true;
    case 'hang':
      if (fault.when === 'after') return false;
      reply.hijack();
      return true;
    case 'status':
      if (fault.when === 'after') return false;
      sendStatus(fault, reply);
      return true;
    case 'html_403':
      reply.code(403).type('text/html').send(BLOCKED_PAGE);
      return true;
    case 'text_429':
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      reply.code(429).type('text/plain').send('Too Many Requests');
      return true;
    case 'reset_after':
      return false;
  }
}

/** Plays the part after the request was applied and returns the payload to send instead. */
export async function playAfter(
  fault: FaultRule,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (fault.kind === 'reset_after') request.raw.socket.resetAndDestroy();
  if (fault.kind === 'hang') await new Promise(() => {});
  if (fault.kind !== 'status' || fault.when !== 'after') return payload;
  reply.code(fault.status).headers(fault.headers ?? {});
  reply.removeHeader('content-length').type(typeof fault.body === 'object' ? 'application/problem+json' : 'text/plain');
  return typeof fault.body === 'object' ? JSON.stringify(fault.body) : (fault.body ?? '');
}

export const BLOCKED_PAGE = '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>';

function matches(match: FaultMatch | undefined, request: FaultTarget): boolean {
  if (match?.method !== undefined && match.method !== request.method) return false;
  if (match?.account !== undefined && match.account !== request.account) return false;
  if (match?.caller !== undefined && match.caller !== request.caller) return false;
  return match?.path === undefined || match.path.test(request.path);
}

function sendStatus(fault: Extract<FaultRule, { kind: 'status' }>, reply: FastifyReply): void {
  reply.code(fault.status).headers(fault.headers ?? {});
  if (typeof fault.body === 'object') reply.type('application/problem+json').send(JSON.stringify(fault.body));
  else reply.type('text/plain').send(fault.body ?? '');
}
