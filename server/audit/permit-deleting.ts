import type { Transaction } from '../platform/database/database.ts';

/**
 * The database refuses to delete audit entries, except those of the account with the id in `audit.deleted_account`.
 * This sets it when an account is deleted with all its data; it ends with the transaction.
 */
export async function permitDeletingAudit(transaction: Transaction, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config('audit.deleted_account', ${accountId}, true)`;
}
