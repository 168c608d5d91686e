import type { Transaction } from './database.ts';

/**
 * Gives the statements of one transaction another limit, for work that is known to take long.
 * @param limit ms, at most `longestOfTransaction`
 */
export async function allowStatements(transaction: Pick<Transaction, '$executeRaw'>, limit: number): Promise<void> {
  const text = String(limit);
  await transaction.$executeRaw`
    SELECT set_config('statement_timeout', ${text}, true), set_config('lock_timeout', ${text}, true)`;
}
