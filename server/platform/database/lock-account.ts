import type { Transaction } from './database.ts';
import type { Account } from './generated/client.ts';

/** Reads and locks the account until the transaction ends. Call it before other rows are changed. */
export async function lockAccount(transaction: Transaction, accountId: string): Promise<Account> {
  await transaction.$executeRaw`SELECT FROM "accounts" WHERE "id" = ${accountId}::uuid FOR NO KEY UPDATE`;
  return transaction.account.findUniqueOrThrow({ where: { id: accountId } });
}
