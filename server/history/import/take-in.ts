import type { Import } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import type { AccountRun } from '../../sync/run.ts';
import { enterState, noteProgress } from './import-states.ts';

/** Events per step; what is live goes first between two steps, and the ledger takes in as many in a round. */
const eventsPerStep = 200;

/**
 * Stores some more of what an import has read as events, which the account's job then records like any others; each once,
 * because it leaves the list in the same transaction. What came by webhook meanwhile is the same fact, not a second one.
 */
export async function takeIn(run: AccountRun, row: Import): Promise<void> {
  await run.prisma.$transaction(
    async (transaction) => {
      const stored = await transaction.$executeRaw`
        WITH "taken" AS (
          DELETE FROM "import_items" WHERE ("import_id", "event_id") IN (
            SELECT "import_id", "event_id" FROM "import_items" WHERE "import_id" = ${row.id}::uuid AND NOT "known"
            ORDER BY "position" LIMIT ${eventsPerStep})
          RETURNING *)
        INSERT INTO "events" ("account_id", "source", "import_id", "event_id", "type", "live", "created_at", "payload",
          "is_reduced")
        SELECT ${row.accountId}::uuid, 'import', "import_id", "event_id", "type", "live", "created_at", "payload", "is_reduced"
        FROM "taken" ORDER BY "position"
        ON CONFLICT ("account_id", "event_id") DO NOTHING`;
      await noteProgress(transaction, row, stored);
      if (stored > 0) return;
      await transaction.importItem.deleteMany({ where: { importId: row.id } });
      const total = await transaction.importCustomer.count({ where: { importId: row.id } });
      await enterState(transaction, row.id, 'applying', 'linking', { total, now: run.now() });
    },
    { timeout: minute },
  );
}
