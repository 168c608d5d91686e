import type { FastifyBaseLogger } from 'fastify';
import { backoff, jitter } from '../../outward/backoff.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

/**
 * Keeps in the accounts' rows whether Kommo takes requests for them, so that every process and the status page can see
 * it. Only a probe (recovery.ts) retries an account that is `blocked` or `payment_required`.
 */
export interface Availability {
  /** Kommo said 429: nothing is sent for this account for `retryAfter` ms, and a little longer. */
  readonly overLimit: (accountId: string, retryAfter: number) => Promise<void>;
  /** Kommo said 402. */
  readonly paymentRequired: (accountId: string) => Promise<void>;
  /**
   * Kommo answered 403 in the form that means a block. `again`: this was a probe, and Kommo had blocked the account
   * before.
   */
  readonly blocked: (accountId: string, again: boolean) => Promise<void>;
  /** Kommo refuses the token pair of this version for good; a newer pair is not touched. */
  readonly reauthorizationNeeded: (accountId: string, version: number, reason: string) => Promise<void>;
  /** Kommo answered normally. */
  readonly answered: (accountId: string) => void;
  /** normal answers this process got for the account: distinguishes an occasional failure from a complete one */
  readonly answersOf: (accountId: string) => number;
  /** A probe got a normal answer: the account is connected again, with all accounts that shared an address block. */
  readonly recovered: (accountId: string) => Promise<void>;
}

/** Only we set this reason; it marks a row that was blocked because others were. */
export const addressBlockReason =
  'Kommo blocks requests from this server’s address (403). It is tried again by itself; if this lasts, ask Kommo’s support to unblock the address.';
const accountBlockReason =
  'Kommo blocks requests to this account (403). It is tried again by itself; if this lasts, ask Kommo’s support to unblock it.';
const paymentReason =
  'The Kommo account’s paid or trial period has ended (402). Payments wait here and are written once it is paid.';

/** s between two probes of a blocked or unpaid account */
const probeEvery = 300;
/** s until another account is tried after several were blocked, doubled with each further one that is */
const addressProbes = { first: 30, longest: 600 };

export function createAvailability(prisma: PrismaClient, log: Pick<FastifyBaseLogger, 'warn' | 'info'>): Availability {
  /** Accounts blocked in a row with no normal answer in between: from the second on, Kommo is blocking our address. */
  const blockedInARow = new Set<string>();
  const answers = new Map<string, number>();

  async function pauseAs(accountId: string, state: 'blocked' | 'payment_required', reason: string): Promise<void> {
    await prisma.$executeRaw`
      UPDATE accounts SET state = ${state}, state_reason = ${reason},
        paused_until = clock_timestamp() + ${probeEvery} * interval '1 second'
      WHERE id = ${accountId}::uuid AND state IN ('connected', 'blocked', 'payment_required')`;
    log.warn({ accountId, state }, 'Kommo does not take requests for this account; it is tried again later');
  }

  return {
    overLimit: async (accountId, retryAfter) => {
      // A little jitter, so that accounts paused together do not resume together.
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
      if (blockedInARow.size < 2) return;
      const seconds = backoff(addressProbes, blockedInARow.size - 1);
      await pauseEverybodyElse(prisma, seconds);
      log.warn({ seconds }, 'Kommo seems to block this address; all accounts wait');
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

/** Also extends the pause of the accounts that wait for our address already. */
async function pauseEverybodyElse(prisma: PrismaClient, seconds: number): Promise<void> {
  await prisma.$executeRaw`
    UPDATE accounts SET state = 'blocked', state_reason = ${addressBlockReason},
      paused_until = clock_timestamp() + ${seconds} * interval '1 second'
    WHERE state = 'connected' OR (state = 'blocked' AND state_reason = ${addressBlockReason})`;
}
