import type { Transaction } from './database.ts';

// Advisory locks, because a lock on the account's row would block every insert for the account: a foreign key locks
// that row too. If the ids of two accounts have the same hash, they only wait for each other.

/** Blocks erasures of the account until the transaction ends, so that the data it reads about a person stays true. */
export async function holdUpErasures(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock_shared(${lockClass}::int, hashtext(${accountId}))`;
}

/** Blocks recording and erasures of the account until the transaction ends. Call it first. */
export async function holdUpRecording(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${lockClass}::int, hashtext(${accountId}))`;
}

/** The class of these two locks: any number that no other advisory lock of the database has. */
const lockClass = 4_527;
