import type { Transaction } from './database.ts';

/**
 * Until the transaction ends, no other one records, retracts, matches or plans the account's payments. What it reads of
 * the ledger therefore stays true until it has stored what follows from it. Call it before all other locks.
 */
export async function holdLedger(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${lockClass}::int, hashtext(${accountId}))`;
}

/** The class of this lock: any number that no other advisory lock of the database has. */
const lockClass = 4_528;

/** For transactions that hold the ledger: one may wait for a batch of large payloads. Prisma's own 5 s are too few. */
export const ledgerTransaction = { timeout: 60_000, maxWait: 10_000 } as const;
