import type { FastifyBaseLogger } from 'fastify';
import { backoff } from '../../outward/backoff.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import type { Egresses } from '../requests/egresses.ts';
import { pinnedAccounts } from '../requests/pinned-accounts.ts';

/**
 * Tells a block of an outgoing address from a block of one account: from the second account in a row on, with no normal
 * answer in between, Kommo is blocking the address, and all accounts that are pinned to it wait.
 */
export interface AddressBlocks {
  /** Kommo blocks the account; before, it did not. */
  readonly blocked: (accountId: string) => Promise<void>;
  /** Kommo answered the account normally. */
  readonly answered: (accountId: string) => void;
  /** the accounts that a block of this account's address concerns */
  readonly sharingWith: (accountId: string) => Promise<readonly string[]>;
}

/** Only we set this reason; it marks a row that was blocked because others were. */
export const addressBlockReason =
  'Kommo blocks requests from this server’s address (403). It is tried again by itself; if this lasts, ask Kommo’s support to unblock the address.';

/** s until another account is tried after several were blocked, doubled with each further one that is */
const probes = { first: 30, longest: 600 };

export function createAddressBlocks(
  prisma: PrismaClient,
  egresses: Pick<Egresses, 'of'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
): AddressBlocks {
  /** by outgoing address */
  const inARow = new Map<string, ReadonlySet<string>>();
  const nameOf = (accountId: string) => egresses.of(accountId).name;
  const accountsOf = (name: string) => pinnedAccounts(prisma, (accountId) => nameOf(accountId) === name);

  return {
    blocked: async (accountId) => {
      const name = nameOf(accountId);
      const blocked = new Set(inARow.get(name)).add(accountId);
      inARow.set(name, blocked);
      if (blocked.size < 2) return;
      const seconds = backoff(probes, blocked.size - 1);
      await pauseAll(prisma, await accountsOf(name), seconds);
      log.warn({ egress: name, seconds }, 'Kommo seems to block this outgoing address; all accounts that use it wait');
    },
    answered: (accountId) => void inARow.delete(nameOf(accountId)),
    sharingWith: (accountId) => accountsOf(nameOf(accountId)),
  };
}

/** Also extends the pause of the accounts that wait for the address already. */
async function pauseAll(prisma: PrismaClient, accountIds: readonly string[], seconds: number): Promise<void> {
  await prisma.$executeRaw`
    UPDATE accounts SET state = 'blocked', state_reason = ${addressBlockReason},
      paused_until = clock_timestamp() + ${seconds} * interval '1 second'
    WHERE id = ANY(${accountIds}::uuid[])
      AND (state = 'connected' OR (state = 'blocked' AND state_reason = ${addressBlockReason}))`;
}
