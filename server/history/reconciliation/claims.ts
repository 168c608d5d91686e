import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../database/generated/client.ts';

/**
 * The right to reconcile one account, held by one process at a time however many share the database. It has to be
 * kept by work that goes on, and ends by itself when its process dies.
 */
export interface Claim {
  readonly accountId: string;
  /**
   * Holds it for longer; to be called between steps.
   * @throws ClaimLost when another process has taken over, because this one stood still
   */
  readonly keep: () => Promise<void>;
  readonly release: () => Promise<void>;
}

export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** ms; longer than any single step: FastSpring's turn may take a minute to come, and its answer another half */
const heldFor = 180_000;

/** @returns null when somebody else holds it */
export async function claimAccount(prisma: PrismaClient, accountId: string): Promise<Claim | null> {
  const claim = randomUUID();
  const taken = await prisma.$executeRaw`
    UPDATE "reconciliations"
    SET "claim" = ${claim}::uuid, "claimed_to" = clock_timestamp() + ${heldFor} * interval '1 millisecond'
    WHERE "account_id" = ${accountId}::uuid AND ("claimed_to" IS NULL OR "claimed_to" < clock_timestamp())`;
  if (taken === 0) return null;
  return {
    accountId,
    keep: async () => {
      const kept = await prisma.$executeRaw`
        UPDATE "reconciliations" SET "claimed_to" = clock_timestamp() + ${heldFor} * interval '1 millisecond'
        WHERE "account_id" = ${accountId}::uuid AND "claim" = ${claim}::uuid`;
      if (kept === 0) throw new ClaimLost('Another process reconciles this account now');
    },
    release: async () => {
      await prisma.$executeRaw`
        UPDATE "reconciliations" SET "claim" = NULL, "claimed_to" = NULL
        WHERE "account_id" = ${accountId}::uuid AND "claim" = ${claim}::uuid`;
    },
  };
}
