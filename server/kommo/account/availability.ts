import type { FastifyBaseLogger } from 'fastify';
import { jitter } from '../../outward/backoff.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import type { Egresses } from '../requests/egresses.ts';
import { addressBlockReason, createAddressBlocks } from './address-blocks.ts';

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
  /** A probe got a normal answer: the account is connected again, with all that its outgoing address's block held up. */
  readonly recovered: (accountId: string) => Promise<void>;
}

const accountBlockReason =
  'Kommo blocks requests to this account (403). It is tried again by itself; if this lasts, ask Kommo’s support to unblock it.';
const paymentReason =
  'The Kommo account’s paid or trial period has ended (402). Payments wait here and are written once it is paid.';

/** s between two probes of a blocked or unpaid account */
const probeEvery = 300;

export function createAvailability(
  prisma: PrismaClient,
  egresses: Pick<Egresses, 'of'>,
  log: Pick<FastifyBaseLogger, 'warn' | 'info'>,
): Availability {
  const addressBlocks = createAddressBlocks(prisma, egresses, log);
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
      if (!again) await addressBlocks.blocked(accountId);
    },
    reauthorizationNeeded: async (accountId, version, reason) => {
      const changed = await prisma.$executeRaw`
        UPDATE accounts SET state = 'needs_reauthorization', state_reason = ${reason}, paused_until = NULL
        WHERE id = ${accountId}::uuid AND state <> 'uninstalled'
          AND EXISTS (SELECT FROM kommo_tokens WHERE account_id = ${accountId}::uuid AND version = ${version}::int)`;
      if (changed > 0) log.warn({ accountId, reason }, 'Kommo no longer accepts the account’s token');
    },
    answered: (accountId) => {
      addressBlocks.answered(accountId);
      answers.set(accountId, (answers.get(accountId) ?? 0) + 1);
    },
    answersOf: (accountId) => answers.get(accountId) ?? 0,
    recovered: async (accountId) => {
      addressBlocks.answered(accountId);
      const sharing = await addressBlocks.sharingWith(accountId);
      await prisma.$executeRaw`
        UPDATE accounts SET state = 'connected', state_reason = NULL, paused_until = NULL
        WHERE state IN ('blocked', 'payment_required')
          AND (id = ${accountId}::uuid OR (state_reason = ${addressBlockReason} AND id = ANY(${sharing}::uuid[])))`;
      log.info({ accountId }, 'Kommo takes requests again');
    },
  };
}
