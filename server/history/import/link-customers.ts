import { z } from 'zod';
import { askForLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { AccountRun } from '../../sync/run.ts';
import { enterState, type ImportKey, noteProgress } from './import-states.ts';

/**
 * Customers per step: as many as the account's job searches for per round, so that a live payment's customer is next.
 */
const customersPerStep = 40;

/**
 * Queues some more of an import's customers for matching. It does so in small steps, each after the one before is done,
 * because the customers of live payments wait in the same queue.
 * @returns false if there is nothing to do but wait for those already queued
 */
export async function linkCustomers(run: AccountRun, row: Import): Promise<boolean> {
  return run.prisma.$transaction(async (transaction) => {
    if (await areStillQueued(transaction, row)) return false;
    const taken = await queueNext(transaction, row, run.now());
    if (taken > 0) await noteProgress(transaction, row, taken);
    else await finish(transaction, run, row);
    return true;
  });
}

async function areStillQueued(transaction: Transaction, { id, accountId }: Import): Promise<boolean> {
  const [row] = await readRows(transaction, z.object({ queued: z.boolean() }))`
    SELECT EXISTS (
      SELECT FROM "events" WHERE "account_id" = ${accountId}::uuid AND "state" = 'received' AND "import_id" = ${id}::uuid
    ) OR EXISTS (
      SELECT FROM "customers" c JOIN "import_customers" i ON i."account_id" = c."account_id" AND i."import_id" = ${id}::uuid AND i."identity" = c."identity"
      WHERE c."account_id" = ${accountId}::uuid AND c."next_match_at" IS NOT NULL AND c."match_state" IN ('new', 'unmatched')
        AND c."next_match_at" <= now() AND i."is_queued") AS "queued"`;
  return row?.queued ?? false;
}

/** Customers who are linked, erased or queued already are left as they are, and counted as well. */
async function queueNext(transaction: Transaction, { id, accountId }: Import, now: number): Promise<number> {
  const taken = await readRows(transaction, z.object({ identity: z.string() }))`
    WITH "taken" AS (
      UPDATE "import_customers" SET "is_queued" = true WHERE "account_id" = ${accountId}::uuid AND ("import_id", "identity") IN (
        SELECT "import_id", "identity" FROM "import_customers"
        WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid AND NOT "is_queued"
        ORDER BY "identity" LIMIT ${customersPerStep})
      RETURNING "identity"),
    "queued" AS (
      UPDATE "customers" SET "next_match_at" = ${new Date(now)} WHERE "account_id" = ${accountId}::uuid
        AND "identity" IN (SELECT "identity" FROM "taken") AND "match_state" IN ('new', 'unmatched')
        AND "next_match_at" IS NULL)
    SELECT "identity" FROM "taken"`;
  return taken.length;
}

/** Remembers which leads the payments are on now, for an undo, and requests that those leads' fields are written. */
async function finish(transaction: Transaction, run: AccountRun, row: Import): Promise<void> {
  const leadIds = await rememberLeads(transaction, row);
  if (row.kommo !== 'nothing') await askForLedgerFields(transaction, row.accountId, leadIds, run.now());
  await enterState(transaction, row, 'linking', 'done', { total: 0, now: run.now() });
}

/** @returns the leads of the import's customers */
export async function rememberLeads(
  transaction: Transaction,
  { id, accountId }: ImportKey,
): Promise<readonly number[]> {
  await transaction.$executeRaw`
    UPDATE "import_customers" i SET "lead_ids" = ARRAY(
      SELECT DISTINCT l."lead_id" FROM "customers" c JOIN "customer_leads" l
        ON l."account_id" = c."account_id" AND l."customer_id" = c."id" AND l."removed_at" IS NULL
      WHERE c."account_id" = ${accountId}::uuid AND c."identity" = i."identity")
    WHERE i."account_id" = ${accountId}::uuid AND i."import_id" = ${id}::uuid`;
  return readLeads(transaction, { id, accountId });
}

export async function readLeads(transaction: Transaction, { id, accountId }: ImportKey): Promise<readonly number[]> {
  const rows = await readRows(transaction, z.object({ id: z.coerce.number() }))`
    SELECT DISTINCT unnest("lead_ids")::text AS "id" FROM "import_customers"
    WHERE "account_id" = ${accountId}::uuid AND "import_id" = ${id}::uuid`;
  return rows.map(({ id }) => id);
}
