import { readerVersion } from '../../fastspring/events/index.ts';
import { compareTables, type Difference, ledgerTables } from '../../ledger/compare-tables.ts';
import { projectLedger } from '../../ledger/project-ledger.ts';
import type { Database, Transaction } from '../../platform/database/database.ts';
import { markRead, recordedEvents } from '../recorded-events.ts';
import { healLedger } from './heal.ts';
import { renewKeys } from './keys.ts';
import { readStoredRows, rowsOfLedger } from './rows.ts';
import { readStatements } from './statements.ts';

export interface RebuiltAccount {
  readonly subdomain: string;
  readonly events: number;
  /** the number of rows by the events, for each table */
  readonly rows: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
  /** recorded by an earlier version and not readable by this one */
  readonly noLongerReadable: readonly bigint[];
}

/** A big account takes minutes. */
const transactionLimits = { isolationLevel: 'RepeatableRead', maxWait: 60_000, timeout: 3_600_000 } as const;

/**
 * Recomputes an account's ledger from its stored events with the pure projection, and compares it with the tables, all
 * in one snapshot, so that a running service is not mistaken for a difference. Sends nothing to Kommo.
 * @param heal whether the tables are repaired. Recording waits in the meantime; cards and webhooks do not.
 * @param progress called now and then with the number of events read
 * @throws when the database fails; nothing is changed then
 */
export async function rebuildLedger(
  { prisma }: Pick<Database, 'prisma'>,
  account: { readonly id: string; readonly subdomain: string },
  heal: boolean,
  progress: (events: number) => void,
): Promise<RebuiltAccount> {
  return prisma.$transaction(async (transaction) => {
    if (heal) await holdUpRecording(transaction);
    const read = await readStatements(transaction, account.id, progress);
    const { events, noLongerReadable, statements } = read;
    if (heal) await renewKeys(transaction, account.id, read.keys);
    const expected = rowsOfLedger(projectLedger([...statements.values()]));
    const differences = compareTables(await readStoredRows(transaction, account.id), expected);
    if (heal) {
      await healLedger(transaction, account.id, expected, statements, differences);
      await markRead(transaction, account.id, noLongerReadable, new Set());
      await transaction.event.updateMany({
        where: { accountId: account.id, ...recordedEvents },
        data: { readerVersion },
      });
    }
    const { subdomain } = account;
    const unread = [...noLongerReadable.keys()];
    const rows = Object.fromEntries(ledgerTables.map((table) => [table, expected[table].size]));
    return { subdomain, events, noLongerReadable: unread, differences, rows };
  }, transactionLimits);
}

/**
 * Nothing else writes the ledger until this transaction ends; reading goes on. A lock after the snapshot was taken would
 * come too late, so this is the transaction's first statement: https://www.postgresql.org/docs/current/explicit-locking.html
 */
async function holdUpRecording(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`
    LOCK TABLE "facts", "orders", "subscriptions", "refunds", "customers" IN SHARE ROW EXCLUSIVE MODE`;
}
