import ky, { isTimeoutError } from 'ky';
import { singleAttempt } from '../../platform/http/single-attempt.ts';
import { storableJson } from '../../platform/json/storable-json.ts';
import { FastspringUnavailable } from './errors.ts';

export interface FastspringMessage {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly credentials: FastspringCredentials;
  /** sent as JSON; left out for a request without a body */
  readonly json?: unknown;
}

export interface FastspringCredentials {
  readonly username: string;
  /** may be empty */
  readonly password: string;
}

export interface FastspringAnswer {
  readonly status: number;
  /** the header as it came */
  readonly retryAfter: string | null;
  /** what Postgres cannot hold is replaced in it: people put anything into names */
  readonly text: string;
}

/** ms for the whole exchange, body included */
export const exchangeMs = 30_000;

/**
 * One request to FastSpring and its whole answer, whatever its status. Redirects are not followed: the credentials must
 * not go anywhere but where they were meant for. FastSpring refuses requests without a User-Agent
 * (https://developer.fastspring.com/reference/getting-started-with-your-api).
 * @param signal ends the exchange early
 * @throws FastspringUnavailable when the answer did not come, or not whole
 */
export async function exchange(
  message: FastspringMessage,
  signal: AbortSignal,
  timeoutMs = exchangeMs,
): Promise<FastspringAnswer> {
  const { username, password } = message.credentials;
  try {
    const pending = ky(message.url, {
      method: message.method,
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'user-agent': 'kommo-fastspring',
      },
      ...(message.json === undefined ? {} : { json: message.json }),
      ...singleAttempt,
      totalTimeout: timeoutMs,
      signal,
    });
    const response = await pending;
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      text: storableJson(await pending.text()),
    };
  } catch (error) {
    // The original error is not kept as the cause: ky writes the whole address into it.
    throw new FastspringUnavailable(`${describe(message)}: ${reasonOf(error, signal, timeoutMs)}`);
  }
}

/** Names a request, a batch of ids in short, and without its query, which may hold a person's address. */
export function describe({ method, url }: FastspringMessage): string {
  const { pathname } = url;
  return `${method} ${pathname.length > 100 ? `${pathname.slice(0, 100)}…` : pathname}`;
}

function reasonOf(error: unknown, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) return 'given up because this process stops';
  if (isTimeoutError(error)) return `no answer within ${timeoutMs / 1000} s`;
  const failure = innermost(error);
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name;
  return `no answer from FastSpring (${code})`;
}

function innermost(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unknown failure');
  return error.cause instanceof Error ? innermost(error.cause) : error;
}
