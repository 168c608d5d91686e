import { readerVersion } from '../../fastspring/events/index.ts';
import type { Difference as LedgerDifference, LedgerTable } from '../../ledger/compare-tables.ts';
import type { Database } from '../../platform/database/database.ts';
import { rebuildLedger } from '../../recording/rebuild/rebuild.ts';
import { withoutAddress } from '../../recording/rebuild/report.ts';
import { recordedEvents } from '../../recording/recorded-events.ts';
import { differenceOf } from './reconciliation-run.ts';
import type { Difference } from './results.ts';

/** The ledger is recomputed in memory, at about 2 KB per fact; for larger accounts there is the operator's command. */
const eventsAtMost = 100_000;

/**
 * Compares the ledger's tables with the stored events, and repairs them. Recording waits only if there is something to
 * repair, and once after an update of this program that reads events differently.
 * @returns null if the account has too many events
 */
export async function checkLedger(
  database: Pick<Database, 'prisma'>,
  account: { readonly id: string; readonly subdomain: string },
): Promise<readonly Difference[] | null> {
  if ((await database.prisma.event.count({ where: { accountId: account.id } })) > eventsAtMost) return null;
  if (await wasReadByEarlierVersion(database, account.id)) {
    await rebuildLedger(database, account, true, () => undefined);
    return [];
  }
  const { differences } = await rebuildLedger(database, account, false, () => undefined);
  if (differences.length === 0) return [];
  const healed = await rebuildLedger(database, account, true, () => undefined);
  return healed.differences.map(describe);
}

/** A difference is expected if a newer version reads an event differently than the version that recorded it. */
async function wasReadByEarlierVersion({ prisma }: Pick<Database, 'prisma'>, accountId: string): Promise<boolean> {
  const earlier = { OR: [{ readerVersion: null }, { readerVersion: { lt: readerVersion } }] };
  return (await prisma.event.findFirst({ where: { accountId, AND: [recordedEvents, earlier] } })) !== null;
}

const names: Readonly<Record<LedgerTable, Difference['what']>> = {
  facts: 'fact',
  orders: 'order',
  subscriptions: 'subscription',
  refunds: 'refund',
  customers: 'customer',
};

const causes = { missing: 'ledger_lost', changed: 'ledger_changed', surplus: 'ledger_invented' } as const;

function describe({ table, key, kind, columns }: LedgerDifference): Difference {
  const changed = columns.map(({ name }) => name).join(', ');
  return differenceOf(names[table], withoutAddress(key), causes[kind], { panel: changed || null, healed: true });
}
