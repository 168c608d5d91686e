import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { leaseSeconds, renewRegularly } from '../../platform/database/lease.ts';

/**
 * The right to reconcile one account, held by one process at a time however many share the database. It ends by itself
 * when its process dies.
 */
export interface Claim {
  readonly accountId: string;
  /**
   * Call it between steps.
   * @throws ClaimLost when another process has taken over, because this one stood still
   */
  readonly keep: () => Promise<void>;
  readonly release: () => Promise<void>;
}

export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** @returns null when another process holds it */
export async function claimAccount(
  prisma: PrismaClient,
  accountId: string,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Promise<Claim | null> {
  const claim = randomUUID();
  const taken = await prisma.$executeRaw`
    UPDATE "reconciliations"
    SET "claim" = ${claim}::uuid, "claimed_to" = clock_timestamp() + ${leaseSeconds} * interval '1 second'
    WHERE "account_id" = ${accountId}::uuid AND ("claimed_to" IS NULL OR "claimed_to" < clock_timestamp())`;
  if (taken === 0) return null;
  const renew = () => prisma.$executeRaw`
    UPDATE "reconciliations" SET "claimed_to" = clock_timestamp() + ${leaseSeconds} * interval '1 second'
    WHERE "account_id" = ${accountId}::uuid AND "claim" = ${claim}::uuid`;
  const stopRenewing = renewRegularly(renew, log);
  return {
    accountId,
    keep: async () => {
      if ((await renew()) === 0) throw new ClaimLost('Another process reconciles this account now');
    },
    release: async () => {
      stopRenewing();
      await prisma.$executeRaw`
        UPDATE "reconciliations" SET "claim" = NULL, "claimed_to" = NULL
        WHERE "account_id" = ${accountId}::uuid AND "claim" = ${claim}::uuid`;
    },
  };
}
