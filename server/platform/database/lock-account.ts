import type { Transaction } from './database.ts';
import type { Account } from './generated/client.ts';

/** Reads the account as no other transaction changes it until this one ends. To be called before other rows are changed. */
export async function lockAccount(transaction: Transaction, accountId: string): Promise<Account> {
  await transaction.$executeRaw`SELECT FROM "accounts" WHERE "id" = ${accountId}::uuid FOR NO KEY UPDATE`;
  return transaction.account.findUniqueOrThrow({ where: { id: accountId } });
}
