import { z } from 'zod';
import { isStillToDo } from '../delivery/effects/pending-effect.ts';
import type { Database } from '../platform/database/database.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { wantsLead } from './create-leads/lead-creations.ts';
import type { LaterStep } from './later-step.ts';

const dueEffect = `f."account_id" = a."id" AND f."next_attempt" <= now() AND ${isStillToDo}`;

/**
 * The accounts with due work, longest waiting first. Finds work that no wake announced: after a crash between storing
 * and waking, after the waiting time of an effect, or after a process died. Recording events needs nothing from Kommo,
 * so it continues while the account is paused; everything else waits for the end of the pause.
 */
export async function findAccountsWithWork(
  database: Pick<Database, 'query'>,
  laterSteps: readonly Pick<LaterStep, 'isDue'>[],
): Promise<readonly string[]> {
  const found = await queryRows(
    database,
    z.object({ id: z.string() }),
    `
    SELECT a."id" FROM "accounts" a
    WHERE EXISTS (SELECT FROM "events" e WHERE e."account_id" = a."id" AND e."state" = 'received')
       OR (a."state" = 'connected' AND coalesce(greatest(a."paused_until", a."retry_at"), now()) <= now() AND (
            EXISTS (SELECT FROM "effects" f WHERE ${dueEffect})
         OR EXISTS (SELECT FROM "lead_creations" l WHERE l."account_id" = a."id" AND (l."state" = 'sending'
                    OR (l."look_at" <= now() AND (l."state" = 'uncertain'
                      OR (l."state" = 'wanted' AND a."writing_paused_at" IS NULL)))))
         OR EXISTS (SELECT FROM "customers" c WHERE c."account_id" = a."id" AND ${wantsLead})
         ${laterSteps.map(({ isDue }) => `OR (${isDue})`).join(' ')}
         OR EXISTS (SELECT FROM "kommo_changes" k WHERE k."account_id" = a."id")
         OR EXISTS (SELECT FROM "customers" c WHERE c."account_id" = a."id" AND c."next_match_at" <= now())
         OR EXISTS (SELECT FROM "leads" d JOIN "customer_leads" l ON l."account_id" = d."account_id"
                    AND l."lead_id" = d."lead_id" AND l."removed_at" IS NULL
                    WHERE d."account_id" = a."id" AND d."is_deleted")
         OR EXISTS (SELECT FROM "facts" f JOIN "customers" c ON c."id" = f."customer_id"
                    WHERE f."account_id" = a."id" AND f."planned_at" IS NULL AND c."match_state" = 'linked'
                    AND c."next_match_at" IS NULL)))
    ORDER BY least(
      (SELECT min(e."received_at") FROM "events" e WHERE e."account_id" = a."id" AND e."state" = 'received'),
      (SELECT min(f."created_at") FROM "effects" f WHERE ${dueEffect}),
      (SELECT min(c."next_match_at") FROM "customers" c WHERE c."account_id" = a."id" AND c."next_match_at" <= now())
    ), a."id"`,
  );
  return found.map((row) => row.id);
}
