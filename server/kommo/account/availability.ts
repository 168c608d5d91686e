import type { FastifyBaseLogger } from 'fastify';
import { backoff, jitter } from '../../outward/backoff.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

/**
 * Keeps in the accounts' rows, and so for every process and the status page, whether Kommo takes requests for them.
 * An account that is `blocked` or `payment_required` is tried again by a probe (recovery.ts) and by nothing else.
 */
export interface Availability {
  /** Kommo said 429: nothing is sent for this account for `retryAfter` ms, and a little longer. */
  readonly overLimit: (accountId: string, retryAfter: number) => Promise<void>;
  /** Kommo said 402. */
  readonly paymentRequired: (accountId: string) => Promise<void>;
  /** Kommo said 403 in the form that means a block; `again` when it did so before and this was a probe. */
  readonly blocked: (accountId: string, again: boolean) => Promise<void>;
  /** Kommo refuses the token pair of this version for good; a newer pair is not touched. */
  readonly reauthorizationNeeded: (accountId: string, version: number, reason: string) => Promise<void>;
  /** Kommo answered as usual. */
  readonly answered: (accountId: string) => void;
  /** how often this process had a usual answer for the account: tells whether Kommo fails now and then, or altogether */
  readonly answersOf: (accountId: string) => number;
  /** A probe was answered as usual: the account is connected again, and with it all that shared an address block. */
  readonly recovered: (accountId: string) => Promise<void>;
}

/** Set by us only, and told apart by it: the row was blocked because others were. */
export const addressBlockReason =
  'Kommo blocks requests from this server’s address (403). It is tried again by itself; if this lasts, ask Kommo’s support to unblock the address.';
const accountBlockReason =
  'Kommo blocks requests to this account (403). It is tried again by itself; if this lasts, ask Kommo’s support to unblock it.';
const paymentReason =
  'The Kommo account’s paid or trial period has ended (402). Payments wait here and are written once it is paid.';

/** s between two probes of an account that is blocked or unpaid */
const probeEvery = 300;
/** s until another account is tried after several were blocked, doubled with each further one that is */
const addressProbes = { first: 30, longest: 600 };

export function createAvailability(prisma: PrismaClient, log: Pick<FastifyBaseLogger, 'warn' | 'info'>): Availability {
  /** Blocked one after the other with no usual answer in between: from the second on, it is our address. */
  const blockedInARow = new Set<string>();
  const answers = new Map<string, number>();

  async function pauseAs(accountId: string, state: 'blocked' | 'payment_required', reason: string): Promise<void> {
    await prisma.$executeRaw`
      UPDATE accounts SET state = ${state}, state_reason = ${reason},
        paused_until = clock_timestamp() + ${probeEvery} * interval '1 second'
      WHERE id = ${accountId}::uuid AND state IN ('connected', 'blocked', 'payment_required')`;
    log.warn({ accountId, state }, 'Kommo does not take requests for this account; it is tried again later');
  }

  async function pauseEverybodyElse(): Promise<void> {
    const seconds = backoff(addressProbes, blockedInARow.size - 1);
    await prisma.$executeRaw`
      UPDATE accounts SET state = 'blocked', state_reason = ${addressBlockReason},
        paused_until = clock_timestamp() + ${seconds} * interval '1 second'
      WHERE state = 'connected' OR (state = 'blocked' AND state_reason = ${addressBlockReason})`;
    log.warn({ seconds }, 'Kommo seems to block this address; all accounts wait');
  }

  return {
    overLimit: async (accountId, retryAfter) => {
      const milliseconds = jitter(retryAfter, 1 / 10, Math.random());
      await prisma.$executeRaw`
        UPDATE accounts
        SET paused_until = greatest(paused_until, clock_timestamp() + ${milliseconds} * interval '1 millisecond')
        WHERE id = ${accountId}::uuid AND state = 'connected'`;
      log.warn({ accountId, milliseconds }, 'Kommo answered 429; the account pauses');
    },
    paymentRequired: (accountId) => pauseAs(accountId, 'payment_required', paymentReason),
    blocked: async (accountId, again) => {
      await pauseAs(accountId, 'blocked', accountBlockReason);
      if (again) return;
      blockedInARow.add(accountId);
      if (blockedInARow.size > 1) await pauseEverybodyElse();
    },
    reauthorizationNeeded: async (accountId, version, reason) => {
      const changed = await prisma.$executeRaw`
        UPDATE accounts SET state = 'needs_reauthorization', state_reason = ${reason}, paused_until = NULL
        WHERE id = ${accountId}::uuid AND state <> 'uninstalled'
          AND EXISTS (SELECT FROM kommo_tokens WHERE account_id = ${accountId}::uuid AND version = ${version}::int)`;
      if (changed > 0) log.warn({ accountId, reason }, 'Kommo no longer accepts the account’s token');
    },
    answered: (accountId) => {
      blockedInARow.clear();
      answers.set(accountId, (answers.get(accountId) ?? 0) + 1);
    },
    answersOf: (accountId) => answers.get(accountId) ?? 0,
    recovered: async (accountId) => {
      blockedInARow.clear();
      await prisma.$executeRaw`
        UPDATE accounts SET state = 'connected', state_reason = NULL, paused_until = NULL
        WHERE state IN ('blocked', 'payment_required') AND (id = ${accountId}::uuid OR state_reason = ${addressBlockReason})`;
      log.info({ accountId }, 'Kommo takes requests again');
    },
  };
}
