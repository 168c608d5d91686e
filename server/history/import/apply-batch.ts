import { z } from 'zod';
import { storeDeliveries } from '../../fastspring/webhook/store-events.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { minute } from '../../platform/time/units.ts';
import type { AccountRun } from '../../sync/run.ts';
import { enterState, noteProgress } from './import-states.ts';

/** Events per step; live events go first between two steps. */
const eventsPerStep = 200;

/**
 * Stores some more of an import's items as events, which the account's job then records like any others. Each is stored
 * once, because it leaves the list in the same transaction. If its webhook has arrived in the meantime, both are the
 * same fact.
 */
export async function applyBatch(run: AccountRun, row: Import): Promise<void> {
  await run.prisma.$transaction(
    async (transaction) => {
      const events = await takeItems(transaction, row);
      await storeDeliveries(queryOf(transaction), 'import', [{ accountId: row.accountId, events }], row.id);
      await noteProgress(transaction, row, events.length);
      if (events.length > 0) return;
      const ofImport = { accountId: row.accountId, importId: row.id };
      await transaction.importItem.deleteMany({ where: ofImport });
      const total = await transaction.importCustomer.count({ where: ofImport });
      await enterState(transaction, row, 'applying', 'linking', { total, now: run.now() });
    },
    { timeout: minute },
  );
  run.recordSoon();
}

const itemRow = z.object({
  position: z.bigint(),
  eventId: z.string(),
  type: z.string(),
  live: z.boolean().nullable(),
  createdAt: z.date().nullable(),
  payload: z.string(),
  isReduced: z.boolean(),
});

/** Takes the next items off the list, in the order in which they were read. */
async function takeItems(transaction: Transaction, { id, accountId }: Import) {
  const taken = await readRows(transaction, itemRow)`
    DELETE FROM "import_items" WHERE "account_id" = ${accountId}::uuid AND ("import_id", "event_id") IN (
      SELECT "import_id", "event_id" FROM "import_items"
      WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid AND NOT "known"
      ORDER BY "position" LIMIT ${eventsPerStep})
    RETURNING "position", "event_id" AS "eventId", "type", "live", "created_at" AS "createdAt", "payload",
      "is_reduced" AS "isReduced"`;
  return taken
    .toSorted((one, other) => Number(one.position - other.position))
    .map(({ position: _, createdAt, ...event }) => ({ ...event, createdAt: createdAt?.getTime() ?? null }));
}

/** A statement with many values, which Prisma's templates cannot hold, in the transaction. */
function queryOf(transaction: Transaction) {
  return {
    query: async (sql: string, values: unknown[] = []) => {
      await transaction.$executeRawUnsafe(sql, ...values);
      return { rows: [] };
    },
  };
}
