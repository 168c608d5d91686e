import type { Transaction } from '../platform/database/database.ts';

/**
 * The database refuses to delete audit entries, except those of the account whose id `audit.deleted_account` holds. It is
 * set here for one that is deleted with all it has, and ends with the transaction.
 */
export async function permitDeletingAudit(transaction: Transaction, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config('audit.deleted_account', ${accountId}, true)`;
}
