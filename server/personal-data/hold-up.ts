import type { Transaction } from '../database/database.ts';

/** No erasure of the account begins or goes on until the transaction ends: what it reads of a person is still true. */
export async function holdUpErasures(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT FROM "accounts" WHERE "id" = ${accountId}::uuid FOR KEY SHARE`;
}

/** No event of the account is recorded, and no erasure begins or goes on, until the transaction ends. To be called first. */
export async function holdUpRecording(transaction: Pick<Transaction, '$executeRaw'>, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT FROM "accounts" WHERE "id" = ${accountId}::uuid FOR UPDATE`;
}
