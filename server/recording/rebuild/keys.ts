import type { Transaction } from '../../platform/database/database.ts';

/** Keys of facts that a newer reader forms differently. */
export interface RenewedKeys {
  /** current keys by former key; if one fact has become several, the key of the earliest */
  readonly renamed: ReadonlyMap<string, string>;
  /** events whose facts have other keys now, by row id */
  readonly events: ReadonlyMap<bigint, readonly string[]>;
}

/**
 * Gives facts and their effects the current keys, so that no effect is planned twice. An effect that may have been sent
 * keeps its key, because it is searched for in Kommo by it.
 */
export async function renewKeys(
  transaction: Transaction,
  accountId: string,
  { renamed, events }: RenewedKeys,
): Promise<void> {
  const rows = [...events].map(([id, keys]) => ({ id: String(id), fact_keys: keys }));
  await transaction.$executeRaw`
    UPDATE "events" e SET "fact_keys" = r."fact_keys"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("id" bigint, "fact_keys" text[])
    WHERE e."account_id" = ${accountId}::uuid AND e."id" = r."id"`;
  const [before, after] = [[...renamed.keys()], [...renamed.values()]];
  if (before.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "facts" f SET "fact_key" = r."after"
    FROM unnest(${before}::text[], ${after}::text[]) AS r("before", "after")
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = r."before" AND NOT EXISTS (
      SELECT FROM "facts" g WHERE g."account_id" = f."account_id" AND g."fact_key" = r."after")`;
  await transaction.$executeRaw`
    UPDATE "effects" e SET "fact_key" = r."after"
    FROM unnest(${before}::text[], ${after}::text[]) AS r("before", "after")
    WHERE e."account_id" = ${accountId}::uuid AND e."fact_key" = r."before"`;
  await transaction.$executeRaw`
    UPDATE "effects" e SET "key" = r."after" || '|' || e."lead_id" || '|' || e."kind"
    FROM unnest(${before}::text[], ${after}::text[]) AS r("before", "after")
    WHERE e."account_id" = ${accountId}::uuid AND e."state" IN ('open', 'done', 'skipped')
      AND left(e."key", -length('|' || e."lead_id" || '|' || e."kind")) = r."before"`;
  await transaction.$executeRaw`
    UPDATE "effects" e SET "content" = jsonb_set(e."content", '{taskEffectKey}', to_jsonb(t."key"))
    FROM unnest(${before}::text[], ${after}::text[]) AS r("before", "after"), "effects" t
    WHERE e."account_id" = ${accountId}::uuid AND e."kind" = 'complete_task'
      AND e."content" ->> 'taskEffectKey' = r."before" || '|' || e."lead_id" || '|task'
      AND t."account_id" = e."account_id" AND t."key" = r."after" || '|' || e."lead_id" || '|task'`;
  await transaction.$executeRaw`
    UPDATE "leads" l SET "moved_by_fact_key" = r."after"
    FROM unnest(${before}::text[], ${after}::text[]) AS r("before", "after")
    WHERE l."account_id" = ${accountId}::uuid AND l."moved_by_fact_key" = r."before"`;
}
