import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { inBatches, payloadsTogether } from '../platform/database/payload-batches.ts';
import { readRows } from '../platform/database/read-rows.ts';
import type { ErasureStep } from './erasure-step.ts';
import { jsonWithoutMentions } from './mentions.ts';
import { eraseEvent } from './reduce-event.ts';

const rowsTogether = 500;
const firstUuid = '00000000-0000-0000-0000-000000000000';

const customerRow = z.object({ id: z.string(), match: z.unknown(), links: z.unknown() });

/** In the matches of other customers: the candidates for their lead, and the reasons for their links. */
export const eraseMentions: ErasureStep = async (transaction, { accountId, cursor }, person) => {
  const customers = await readRows(transaction, customerRow)`
    SELECT c."id"::text, c."match", (SELECT jsonb_agg(
        jsonb_build_object('leadId', l."lead_id", 'contactId', l."contact_id", 'details', l."details"))
      FROM "customer_leads" l WHERE l."account_id" = c."account_id" AND l."customer_id" = c."id") AS links
    FROM "customers" c WHERE c."account_id" = ${accountId}::uuid AND c."id" > ${cursor || firstUuid}::uuid
    ORDER BY c."id" LIMIT ${rowsTogether}`;
  for (const { id, match, links } of customers) {
    const cleanMatch = jsonWithoutMentions(match, person);
    const cleanLinks = jsonWithoutMentions(links, person);
    if (!isDeepStrictEqual(cleanMatch, match)) {
      await transaction.$executeRaw`
        UPDATE "customers" SET "match" = ${JSON.stringify(cleanMatch)}::jsonb
        WHERE "account_id" = ${accountId}::uuid AND "id" = ${id}::uuid`;
    }
    if (!isDeepStrictEqual(cleanLinks, links)) {
      await transaction.$executeRaw`
        UPDATE "customer_leads" l SET "details" = r."details"
        FROM jsonb_to_recordset(${JSON.stringify(cleanLinks)}::jsonb) AS r("leadId" bigint, "details" jsonb)
        WHERE l."account_id" = ${accountId}::uuid AND l."customer_id" = ${id}::uuid AND l."lead_id" = r."leadId"`;
    }
  }
  return { cursor: customers.at(-1)?.id ?? null };
};

/** In the examples of an import's plan. */
export const erasePlans: ErasureStep = async (transaction, { accountId }, person) => {
  const imports = await transaction.import.findMany({ where: { accountId }, select: { id: true, plan: true } });
  for (const { id, plan } of imports) {
    const clean = jsonWithoutMentions(plan, person);
    if (isDeepStrictEqual(clean, plan)) continue;
    await transaction.$executeRaw`
      UPDATE "imports" SET "plan" = ${JSON.stringify(clean)}::jsonb
        WHERE "account_id" = ${accountId}::uuid AND "id" = ${id}::uuid`;
  }
  return { cursor: null };
};

/** In the items that an import has read but not stored as events yet. */
export const eraseImportItems: ErasureStep = async (transaction, { accountId, cursor }, { people }) => {
  const sized = await readRows(transaction, z.object({ position: z.bigint(), bytes: z.number() }))`
    SELECT i."position", octet_length(i."payload") AS "bytes" FROM "import_items" i
    WHERE i."account_id" = ${accountId}::uuid AND i."payload" <> '' AND i."position" > ${BigInt(cursor || 0)}
    ORDER BY i."position" LIMIT ${payloadsTogether}`;
  const positions = inBatches(sized)[0]?.map(({ position }) => position) ?? [];
  const items = await readRows(transaction, importItem)`
    SELECT i."import_id"::text AS "importId", i."event_id" AS "eventId", i."position", i."type", i."live",
      i."created_at" AS "createdAt", i."payload", i."is_reduced" AS "isReduced"
    FROM "import_items" i WHERE i."account_id" = ${accountId}::uuid AND i."position" = ANY(${positions}::bigint[]) ORDER BY i."position"`;
  for (const { importId, eventId, createdAt, ...item } of items) {
    const event = { ...item, createdAt: createdAt?.getTime() ?? null, receivedAt: Date.now() };
    const reduced = await eraseEvent(event, people);
    if (reduced === undefined) continue;
    await transaction.importItem.update({
      where: { accountId_importId_eventId: { accountId, importId, eventId } },
      data: { payload: reduced.payload, isReduced: true },
    });
  }
  return { cursor: items.at(-1)?.position.toString() ?? null };
};

const importItem = z.object({
  importId: z.string(),
  eventId: z.string(),
  position: z.bigint(),
  type: z.string(),
  live: z.boolean().nullable(),
  createdAt: z.date().nullable(),
  payload: z.string(),
  isReduced: z.boolean(),
});
