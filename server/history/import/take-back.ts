import { z } from 'zod';
import type { AccountRun } from '../../account-job/run.ts';
import type { Import } from '../../database/generated/client.ts';
import { askForLedgerFields } from '../../delivery/ledger-fields.ts';
import { retractEvents } from '../../ledger/record-retraction.ts';
import { enterState, noteProgress } from './import-states.ts';
import { readLeads } from './link-customers.ts';

/** Events per step; what is live is recorded between two steps. */
const eventsPerStep = 50;

/**
 * Takes back some more of what an import has told the ledger, the last first. The last step has the fields of the leads
 * on which its payments stood written again, as the ledger is then.
 */
export async function takeBack(run: AccountRun, row: Import): Promise<void> {
  await run.prisma.$transaction(
    async (transaction) => {
      const rows = await transaction.$queryRaw`
        SELECT "id"::text FROM "events" WHERE "import_id" = ${row.id}::uuid ORDER BY "id" DESC LIMIT ${eventsPerStep}`;
      const ids = z
        .array(z.object({ id: z.string() }))
        .parse(rows)
        .map(({ id }) => BigInt(id));
      if (ids.length > 0) {
        await retractEvents(transaction, row.accountId, ids);
        await noteProgress(transaction, row, ids.length);
        return;
      }
      const leadIds = await readLeads(transaction, row.id);
      if (row.kommo !== null && row.kommo !== 'nothing') {
        await askForLedgerFields(transaction, row.accountId, leadIds, run.now(), 'unlessChanged');
      }
      await transaction.importItem.deleteMany({ where: { importId: row.id } });
      await transaction.importCustomer.deleteMany({ where: { importId: row.id } });
      await enterState(transaction, row.id, 'undoing', 'undone', { total: 0, now: run.now() });
    },
    { timeout: 60_000 },
  );
}
