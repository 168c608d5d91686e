import { z } from 'zod';
import type { Transaction } from '../platform/database/database.ts';
import { readValues } from '../platform/database/read-rows.ts';

/**
 * Removes an erased person from the effects of these facts: unsent effects are dropped, effects that may have been sent
 * keep their key, and texts written in Kommo are queued to be rewritten there.
 * @param droppedKeys keys of deleted facts; the keys may name the person
 * @param text replaces notes and tasks
 * @returns the number of texts in Kommo to rewrite
 */
export async function eraseEffects(
  transaction: Transaction,
  accountId: string,
  factKeys: readonly string[],
  droppedKeys: readonly string[],
  text: string,
): Promise<number> {
  const before = [...new Set([...factKeys, ...droppedKeys])];
  if (before.length === 0) return 0;
  await transaction.effect.deleteMany({
    where: { accountId, factKey: { in: before }, state: 'open', kind: { notIn: ['ledger_fields', 'erase_text'] } },
  });
  const keys = [...factKeys, ...(await renameDropped(transaction, accountId, droppedKeys))];
  await transaction.$executeRaw`
    UPDATE "effects" SET "last_error" = NULL, "content" = CASE "kind"
      WHEN 'note' THEN jsonb_build_object('kind', 'note', 'text', ${text}::text)
      WHEN 'task' THEN jsonb_set("content", '{text}', to_jsonb(${text}::text))
      WHEN 'complete_task' THEN jsonb_set("content", '{result}', to_jsonb(${text}::text))
      WHEN 'fields' THEN '{"kind":"fields","values":[]}'::jsonb
      WHEN 'tags' THEN '{"kind":"tags","tags":[]}'::jsonb
      ELSE "content" END
    WHERE "account_id" = ${accountId}::uuid AND "fact_key" = ANY(${keys}::text[])`;
  return transaction.$executeRaw`
    INSERT INTO "effects" ("id", "account_id", "key", "fact_key", "lead_id", "kind", "content", "occurred_at")
    SELECT gen_random_uuid(), "account_id", "key" || '|erase_text', "fact_key", "lead_id", 'erase_text',
      jsonb_build_object('kind', 'erase_text', 'textEffectKey', "key"), now()
    FROM "effects"
    WHERE "account_id" = ${accountId}::uuid AND "fact_key" = ANY(${keys}::text[]) AND "kind" IN ('note', 'task')
      AND "state" IN ('sending', 'uncertain', 'done')
    ON CONFLICT ("account_id", "key") DO NOTHING`;
}

/**
 * An effect that may have been sent is still found by its mark, which is derived from the digest of its key. The digest
 * is stored nowhere else: with it, a guessed address could be checked against the person's.
 * @returns the new fact keys of the effects, one each
 */
async function renameDropped(
  transaction: Transaction,
  accountId: string,
  droppedKeys: readonly string[],
): Promise<readonly string[]> {
  if (droppedKeys.length === 0) return [];
  await transaction.$executeRaw`
    UPDATE "leads" SET "moved_by_fact_key" = NULL
    WHERE "account_id" = ${accountId}::uuid AND "moved_by_fact_key" = ANY(${droppedKeys}::text[])`;
  await transaction.$executeRaw`
    UPDATE "effects" SET "fact_key" = 'ledger'
    WHERE "account_id" = ${accountId}::uuid AND "fact_key" = ANY(${droppedKeys}::text[]) AND "kind" = 'ledger_fields'`;
  return readValues(transaction, z.string())`
    UPDATE "effects" SET "fact_key" = 'erased:' || "id", "key" = 'erased:' || CASE
      WHEN "state" IN ('done', 'skipped') THEN "id"::text
      ELSE encode(sha256(convert_to("key", 'UTF8')), 'hex') END
    WHERE "account_id" = ${accountId}::uuid AND "fact_key" = ANY(${droppedKeys}::text[])
    RETURNING "fact_key"`;
}
