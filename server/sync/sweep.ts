import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { firstOfEachAccount, oneOf } from '../platform/database/of-each-account.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { wantsLead } from './create-leads/lead-creations.ts';
import type { LaterStep } from './later-step.ts';

/**
 * The accounts with work for their jobs, longest waiting first. Finds work that no wake announced: after a crash between
 * recording and waking, after the waiting time of an effect, or after a process died. It waits for the end of a pause.
 *
 * Every two seconds, so each part reads an index of the few rows that are due, whatever else waits: an account has waited
 * since its first due effect or its first due search.
 */
export async function findAccountsWithWork(
  database: Pick<Database, 'query'>,
  laterSteps: readonly Pick<LaterStep, 'dueAccounts'>[],
): Promise<readonly string[]> {
  const later = laterSteps.map(({ dueAccounts }) => `SELECT "account_id", NULL::timestamptz FROM (${dueAccounts}) l`);
  const found = await queryRows(
    database,
    z.object({ id: z.string() }),
    `
    SELECT a."id" FROM (
      ${ofKind('kommo', [sentEffects, kommoChanges, searches, deletedLeads, factsToPlan, leadsUnderWay, ...later])}
      UNION ALL ${ofKind('writing', [pendingEffects, wantedLeads])}
      UNION ALL ${ofKind('kommo', [customersWantingLeads])}
    ) w ("kind", "account_id", "since") ${oneOf('"accounts"', 'a', 'a."id" = w."account_id"')}
    WHERE a."state" = 'connected' AND coalesce(greatest(a."paused_until", a."retry_at"), now()) <= now()
      AND (w."kind" = 'kommo' OR a."writing_paused_at" IS NULL)
    GROUP BY a."id" ORDER BY min(w."since"), a."id"`,
  );
  return found.map((row) => row.id);
}

/** Work that needs the account's connection to Kommo, or also the right to write there. */
type Kind = 'kommo' | 'writing';

function ofKind(kind: Kind, queries: readonly string[]): string {
  return queries.map((query) => `SELECT '${kind}', k.* FROM (${query}) k`).join(' UNION ALL ');
}

const effects = { table: 'effects', order: '"next_attempt"', since: '"created_at"', due: '"next_attempt" <= now()' };
/** Their outcome is read from Kommo, also while writing is paused. */
const sentEffects = firstOfEachAccount({ ...effects, where: `"state" IN ('sending', 'uncertain')` });
const pendingEffects = firstOfEachAccount({ ...effects, where: `"state" IN ('open', 'sending', 'uncertain')` });
const kommoChanges = firstOfEachAccount({
  ...{ table: 'kommo_changes', order: '"entity"', where: 'true', since: 'NULL::timestamptz' },
});
const searches = firstOfEachAccount({
  ...{ table: 'customers', order: '"next_match_at"', where: '"next_match_at" IS NOT NULL', since: '"next_match_at"' },
  due: '"next_match_at" <= now()',
});

const deletedLeads = `
  SELECT d."account_id", NULL::timestamptz FROM "leads" d
  ${oneOf('"customer_leads"', 'l', 'l."account_id" = d."account_id" AND l."lead_id" = d."lead_id" AND l."removed_at" IS NULL')}
  WHERE d."is_deleted"`;

/** The mark alone may be out of date: it is cleared when the account's job has planned. */
const factsToPlan = `
  SELECT c."account_id", NULL::timestamptz FROM "customers" c
  ${oneOf('"facts"', 'f', 'f."account_id" = c."account_id" AND f."customer_id" = c."id" AND f."planned_at" IS NULL')}
  WHERE c."facts_to_plan" AND c."match_state" = 'linked' AND c."next_match_at" IS NULL`;

const leadsUnderWay = `
  SELECT "account_id", NULL::timestamptz FROM "lead_creations" WHERE "state" IN ('wanted', 'sending', 'uncertain')
    AND ("state" = 'sending' OR ("state" = 'uncertain' AND "look_at" <= now()))`;
const wantedLeads = `
  SELECT "account_id", NULL::timestamptz FROM "lead_creations" WHERE "state" IN ('wanted', 'sending', 'uncertain')
    AND "state" = 'wanted' AND "look_at" <= now()`;

/**
 * From the few accounts that make leads, by their facts without a lead, to the customers: where leads are made, few payments
 * wait without one.
 */
const customersWantingLeads = `
  SELECT a."id", NULL::timestamptz FROM "accounts" a CROSS JOIN LATERAL (
    SELECT FROM "facts" u ${oneOf('"customers"', 'c', `c."account_id" = a."id" AND c."id" = u."customer_id" AND ${wantsLead}`)}
    WHERE u."account_id" = a."id" AND u."planned_at" IS NULL AND NOT u."imported" LIMIT 1) c
  WHERE a."settings" -> 'matching' ->> 'createWhenUnmatched' = 'lead'`;
