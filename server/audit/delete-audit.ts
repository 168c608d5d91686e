import type { Transaction } from '../database/database.ts';

/**
 * Deletes an account's audit with the account itself. The database refuses to delete entries except in a transaction in
 * which `audit.deleted_account` is their account's id, which is set here and ends with the transaction.
 */
export async function deleteAudit(transaction: Transaction, accountId: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config('audit.deleted_account', ${accountId}, true)`;
  await transaction.auditEntry.deleteMany({ where: { accountId } });
}
