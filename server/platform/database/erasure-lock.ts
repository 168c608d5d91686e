import type { Transaction } from './database.ts';

// Advisory locks, because a lock on the account's row would hold up every insert of the account's: a foreign key locks that
// row too. Two accounts whose ids hash alike only wait for each other.

/** No erasure of the account begins or goes on until the transaction ends: what it reads of a person is still true. */
export async function holdUpErasures(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock_shared(${lockClass}::int, hashtext(${accountId}))`;
}

/** No event of the account is recorded, and no erasure begins or goes on, until the transaction ends. To be called first. */
export async function holdUpRecording(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${lockClass}::int, hashtext(${accountId}))`;
}

/** Of this pair of locks: any number that no other advisory lock of the database has. */
const lockClass = 4_527;
