import ky, { isTimeoutError } from 'ky';
import { singleAttempt } from '../../platform/http/single-attempt.ts';
import { storableJson } from '../../platform/json/storable-json.ts';
import { KommoNotSent, KommoUncertain } from './errors.ts';
import { kommoTimeouts } from './timeouts.ts';

export interface KommoMessage {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** sent as JSON; left out for a request without a body */
  readonly json?: unknown;
}

export interface KommoAnswer {
  readonly status: number;
  /** the header as it came */
  readonly retryAfter: string | null;
  /** Kommo's own number of the request, for its support */
  readonly requestId: string | null;
  /** what Postgres cannot hold is replaced in it: people put anything into names */
  readonly text: string;
}

/**
 * One request to Kommo and its whole answer, whatever its status. Redirects are not followed: a token must not go
 * anywhere but where it was meant for.
 * @param signal ends the exchange early; the outcome is then uncertain
 * @throws KommoNotSent when no connection came about; KommoUncertain when the answer did not come, or not whole
 */
export async function exchange(
  message: KommoMessage,
  signal: AbortSignal,
  timeoutMs = kommoTimeouts.exchangeMs,
): Promise<KommoAnswer> {
  try {
    const pending = ky(message.url, {
      method: message.method,
      headers: { accept: 'application/json', 'user-agent': 'kommo-fastspring', ...message.headers },
      ...(message.json === undefined ? {} : { json: message.json }),
      ...singleAttempt,
      totalTimeout: timeoutMs,
      signal,
    });
    const response = await pending;
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      requestId: response.headers.get('x-request-id'),
      text: storableJson(await pending.text()),
    };
  } catch (error) {
    throw classifyFailure(error, describe(message), signal, timeoutMs);
  }
}

/** Names a request without its query, which may hold a person's address. */
export function describe(message: KommoMessage): string {
  return `${message.method} ${message.url.pathname}`;
}

/** The original error is not kept as the cause: ky writes the whole address into it. */
function classifyFailure(
  error: unknown,
  subject: string,
  signal: AbortSignal,
  timeoutMs: number,
): KommoNotSent | KommoUncertain {
  if (signal.aborted) return new KommoUncertain(`${subject}: given up because this process stops`);
  if (isTimeoutError(error)) return new KommoUncertain(`${subject}: no answer within ${timeoutMs / 1000} s`);
  const failure = innermost(error);
  const reason = codeOf(failure) ?? failure.name;
  return failedBeforeSending(failure)
    ? new KommoNotSent(`${subject}: no connection to Kommo (${reason})`)
    : new KommoUncertain(`${subject}: the connection broke before the answer (${reason})`);
}

function innermost(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unknown failure');
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

const handshakeFailure = /^(ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** How Node's fetch tells that it never got to send: the name look-up, the connect or the certificate failed. */
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
