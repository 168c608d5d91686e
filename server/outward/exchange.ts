import ky, { isTimeoutError, type Options } from 'ky';
import type { Dispatcher } from 'undici';
import { singleAttempt } from '../platform/http/single-attempt.ts';
import { storableJson } from '../platform/json/storable-json.ts';
import { ProxyFailed } from './proxy.ts';

export interface Message {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** sent as JSON; left out for a request without a body */
  readonly json?: unknown;
}

/** The complete answer, whatever its status. */
export interface Answer {
  readonly status: number;
  /** the header as it came */
  readonly retryAfter: string | null;
  /** the service's own number of the request, for its support */
  readonly requestId: string | null;
  /** characters that Postgres cannot store are replaced: names may contain anything */
  readonly text: string;
}

export type Outcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** no connection came about, so that the request certainly took no effect; `reason` is an error's code */
  | { readonly kind: 'not_sent'; readonly reason: string }
  /** the same, because the proxy gave no connection; `reason` is an error's code or the proxy's status */
  | { readonly kind: 'proxy_failed'; readonly reason: string }
  /** the connection broke before the whole answer had come: a write may have taken effect */
  | { readonly kind: 'broken'; readonly reason: string }
  /** the answer did not come in time, or this process stops: a write may have taken effect */
  | { readonly kind: 'uncertain'; readonly reason: string };

/**
 * One request to a service. Redirects are not followed: the token must not reach another host.
 * @param signal ends the exchange early; the outcome is then uncertain
 * @param timeoutMs for the whole exchange, body included
 * @param proxy of createProxyDispatcher; undefined: directly
 */
export async function exchange(
  message: Message,
  signal: AbortSignal,
  timeoutMs: number,
  proxy?: Dispatcher,
): Promise<Outcome> {
  try {
    const options: Options = {
      method: message.method,
      headers: { accept: 'application/json', 'user-agent': 'kommo-fastspring', ...message.headers },
      ...(message.json === undefined ? {} : { json: message.json }),
      ...singleAttempt,
      totalTimeout: timeoutMs,
      signal,
    };
    // The types of Node's fetch are of an older undici than the package's.
    const pending = ky(message.url, proxy === undefined ? options : Object.assign(options, { dispatcher: proxy }));
    const response = await pending;
    const answer = {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      requestId: response.headers.get('x-request-id'),
      text: storableJson(await pending.text()),
    };
    return { kind: 'answered', answer };
  } catch (error) {
    return classifyFailure(error, signal, timeoutMs);
  }
}

/** Names a request in at most 100 characters of its path, without its query, which may hold a person's address. */
export function describe({ method, url }: Message): string {
  const { pathname } = url;
  return `${method} ${pathname.length > 100 ? `${pathname.slice(0, 100)}…` : pathname}`;
}

/** Keeps only the code of the original error: ky writes the whole address into its message. */
function classifyFailure(error: unknown, signal: AbortSignal, timeoutMs: number): Outcome {
  if (signal.aborted) return { kind: 'uncertain', reason: 'given up because this process stops' };
  if (isTimeoutError(error)) return { kind: 'uncertain', reason: `no answer within ${timeoutMs / 1000} s` };
  const failure = innermost(error);
  if (failure instanceof ProxyFailed) return { kind: 'proxy_failed', reason: failure.message };
  const code = codeOf(failure) ?? failure.name;
  return failedBeforeSending(failure)
    ? { kind: 'not_sent', reason: code }
    : { kind: 'broken', reason: `the connection broke before the answer (${code})` };
}

function innermost(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unknown failure');
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

const handshakeFailure = /^(ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Node's fetch did not send: the name lookup, the connection or the certificate check failed. */
function failedBeforeSending(failure: Error): boolean {
  // Several addresses of one host were tried, and all failed.
  if (failure instanceof AggregateError) {
    return failure.errors.every((each) => each instanceof Error && failedBeforeSending(each));
  }
  if ('syscall' in failure && (failure.syscall === 'connect' || failure.syscall === 'getaddrinfo')) return true;
  const code = codeOf(failure);
  return code !== undefined && (code === 'UND_ERR_CONNECT_TIMEOUT' || handshakeFailure.test(code));
}

function codeOf(failure: Error): string | undefined {
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
}
