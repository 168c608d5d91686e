import type { Import } from '../../platform/database/generated/client.ts';
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
      const stored = await transaction.$executeRaw`
        WITH "taken" AS (
          DELETE FROM "import_items" WHERE "account_id" = ${row.accountId}::uuid AND ("import_id", "event_id") IN (
            SELECT "import_id", "event_id" FROM "import_items"
            WHERE "account_id" = ${row.accountId}::uuid AND "import_id" = ${row.id}::uuid AND NOT "known"
            ORDER BY "position" LIMIT ${eventsPerStep})
          RETURNING *)
        INSERT INTO "events" ("account_id", "source", "import_id", "event_id", "type", "live", "created_at", "payload",
          "is_reduced")
        SELECT "account_id", 'import', "import_id", "event_id", "type", "live", "created_at", "payload", "is_reduced"
        FROM "taken" ORDER BY "position"
        ON CONFLICT ("account_id", "event_id") DO NOTHING`;
      await noteProgress(transaction, row, stored);
      if (stored > 0) return;
      const ofImport = { accountId: row.accountId, importId: row.id };
      await transaction.importItem.deleteMany({ where: ofImport });
      const total = await transaction.importCustomer.count({ where: ofImport });
      await enterState(transaction, row, 'applying', 'linking', { total, now: run.now() });
    },
    { timeout: minute },
  );
  run.recordSoon();
}
