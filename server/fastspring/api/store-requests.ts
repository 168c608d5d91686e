import { type Answer, describe, exchange, type Message } from '../../outward/exchange.ts';
import type { Slots } from '../../outward/slots.ts';
import { exchangeMs } from '../limits.ts';
import { acquireSlot, type FastspringPriority } from './acquire-slot.ts';
import { judge } from './answer.ts';
import type { Access, Connection } from './connection.ts';
import {
  FastspringNotFound,
  FastspringRateLimited,
  FastspringRefused,
  FastspringUnauthorized,
  FastspringUnavailable,
} from './errors.ts';
import { doubtfulRetryAfter } from './not-found-confirmation.ts';
import type { FastspringCredentials } from './open-credentials.ts';

interface FastspringRequest {
  readonly method: 'GET' | 'POST';
  /** below the API's address, with its query */
  readonly path: string;
  readonly json?: unknown;
}

/** A good answer. */
export interface Answered {
  /** names the request in messages */
  readonly subject: string;
  /** JSON, `null` when FastSpring had nothing to say */
  readonly text: string;
}

/** Sends requests to the FastSpring store of one account. */
export interface StoreRequests {
  /** @throws the errors of errors.ts */
  readonly send: (request: FastspringRequest) => Promise<Answered>;
}

/** What every request to FastSpring needs. */
export interface RequestSlots {
  readonly slots: Pick<Slots, 'claim' | 'release' | 'block'>;
  /** aborted when this process stops */
  readonly stop: AbortSignal;
}

interface Dependencies extends RequestSlots {
  readonly connection: Connection;
  /** whether a 404 without a word is to be believed */
  readonly isNotFoundConfirmed: (request: string) => boolean;
  /** without a slash at the end */
  readonly apiUrl: string;
}

/** @param signal ends the waiting for a slot */
export function createStoreRequests(
  dependencies: Dependencies,
  accountId: string,
  priority: FastspringPriority,
  signal: AbortSignal,
): StoreRequests {
  const { connection, slots, isNotFoundConfirmed, apiUrl, stop } = dependencies;

  async function sendAs(access: Access, request: FastspringRequest): Promise<Answered> {
    const headers = { authorization: basicAuthorization(access.credentials) };
    const message = { ...request, url: new URL(`${apiUrl}${request.path}`), headers };
    const subject = describe(message);
    const answer = await exchangeInSlot(dependencies, message, priority, signal);
    const verdict = judge(answer, request.method, subject);
    switch (verdict.kind) {
      case 'over_limit':
        await slots.block(verdict.retryAfter);
        throw new FastspringRateLimited(`${subject}: FastSpring asked to wait (429)`, verdict.retryAfter);
      case 'doubtful':
        if (isNotFoundConfirmed(`${accountId} ${request.method} ${request.path}`)) {
          throw new FastspringNotFound(subject, answer.status, []);
        }
        throw new FastspringRateLimited(`${subject}: 404, which may be FastSpring’s limit`, doubtfulRetryAfter);
      case 'failed':
        throw verdict.error;
      case 'done':
        return { subject, text: verdict.text };
    }
  }

  async function noteFailure(access: Access, error: unknown): Promise<void> {
    if (stop.aborted) return;
    if (error instanceof FastspringRefused) await connection.answered(accountId, access);
    if (error instanceof FastspringUnauthorized || error instanceof FastspringUnavailable) {
      await connection.failed(accountId, access, error);
    }
  }

  return {
    send: async (request) => {
      const access = await connection.admit(accountId, priority);
      try {
        const answered = await sendAs(access, request);
        await connection.answered(accountId, access);
        return answered;
      } catch (error) {
        await noteFailure(access, error);
        throw error;
      }
    },
  };
}

/** The slot is released whatever happens; without the database it counts until its bound, which is safe. */
export async function exchangeInSlot(
  { slots, stop }: RequestSlots,
  message: Message,
  priority: FastspringPriority,
  signal: AbortSignal,
): Promise<Answer> {
  const slotId = await acquireSlot(slots, priority, signal);
  try {
    const outcome = await exchange(message, stop, exchangeMs);
    if (outcome.kind === 'answered') return outcome.answer;
    const reason = outcome.kind === 'not_sent' ? `no connection to FastSpring (${outcome.reason})` : outcome.reason;
    throw new FastspringUnavailable(`${describe(message)}: ${reason}`);
  } finally {
    await slots.release(slotId).catch(() => undefined);
  }
}

export function basicAuthorization({ username, password }: FastspringCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
