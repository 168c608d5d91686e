import { z } from 'zod';
import { askForLedgerFields, noFact } from '../../delivery/leads/ledger-fields.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { holdLedger } from '../../platform/database/ledger-lock.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { minute } from '../../platform/time/units.ts';
import { retractEvents } from '../../recording/retraction.ts';
import { effectKey } from '../../rules/planning/effect.ts';
import type { AccountRun } from '../../sync/run.ts';
import { enterState, forgetFindings, noteProgress } from './import-states.ts';
import { readLeads } from './link-customers.ts';

/** Events per step; live events are recorded between two steps. */
const eventsPerStep = 50;

/**
 * Removes some more of an import's events from the ledger, newest first. The last step also removes the FastSpring
 * look-ups made because of it, and requests that the fields of its leads are written again from the resulting ledger.
 */
export async function undoBatch(run: AccountRun, row: Import): Promise<void> {
  await run.prisma.$transaction(
    async (transaction) => {
      await holdLedger(transaction, row.accountId);
      const rows = await readRows(transaction, z.object({ id: z.string() }))`
        SELECT "id"::text FROM "events"
        WHERE "account_id" = ${row.accountId}::uuid AND "import_id" = ${row.id}::uuid ORDER BY "id" DESC LIMIT ${eventsPerStep}`;
      const ids = rows.map(({ id }) => BigInt(id));
      if (ids.length > 0) {
        await retractEvents(transaction, row.accountId, ids);
        await noteProgress(transaction, row, ids.length);
        return;
      }
      await undoLookups(transaction, row);
      const leadIds = await leadsToWrite(transaction, row);
      await askForLedgerFields(transaction, row.accountId, leadIds, run.now(), 'unlessChanged');
      await forgetFindings(transaction, row);
      await enterState(transaction, row, 'undoing', 'undone', { total: 0, now: run.now() });
    },
    { timeout: minute },
  );
}

/** Removes FastSpring's API answers about customers who have no other facts left. */
async function undoLookups(transaction: Transaction, { id, accountId }: Import): Promise<void> {
  const lookups = await readRows(
    transaction,
    z.object({ id: z.string(), fastspring_account_id: z.string().nullable() }),
  )`
    SELECT DISTINCT e."id"::text, c."fastspring_account_id" FROM "import_customers" i
    JOIN "customers" c ON c."account_id" = ${accountId}::uuid AND c."identity" = i."identity"
    JOIN "facts" f ON f."account_id" = c."account_id" AND f."customer_id" = c."id"
    JOIN "events" e ON e."account_id" = f."account_id" AND e."fact_keys" @> ARRAY[f."fact_key"]
    WHERE i."account_id" = ${accountId}::uuid AND i."import_id" = ${id}::uuid AND NOT EXISTS (
      SELECT FROM "facts" g JOIN "events" h ON h."account_id" = g."account_id" AND h."id" = g."event_row_id"
      WHERE g."account_id" = c."account_id" AND g."customer_id" = c."id" AND h."source" <> 'api')`;
  const accounts = lookups.flatMap(({ fastspring_account_id }) => fastspring_account_id ?? []);
  await transaction.fastspringAccountLookup.deleteMany({
    where: { accountId, fastspringAccountId: { in: accounts } },
  });
  await retractEvents(
    transaction,
    accountId,
    lookups.map((lookup) => BigInt(lookup.id)),
  );
}

/** Only leads with fields that we wrote: even a ledger-only import may have added to the values of a payment. */
async function leadsToWrite(transaction: Transaction, row: Import): Promise<readonly number[]> {
  const leadIds = await readLeads(transaction, row);
  const written = await transaction.effect.findMany({
    where: {
      accountId: row.accountId,
      key: { in: leadIds.map((leadId) => effectKey(noFact, leadId, 'ledger_fields')) },
    },
    select: { leadId: true },
  });
  return written.map(({ leadId }) => Number(leadId));
}
