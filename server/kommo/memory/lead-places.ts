import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import type { KommoApi, KommoLead } from '../api/api.ts';
import { elementsPerRead } from '../limits.ts';
import { parseRemembered, type Remembered, rememberedRow } from './remembered.ts';

const placeSchema = z.object({
  responsibleId: z.number().nullable(),
  pipelineId: z.number(),
  statusId: z.number(),
});
export type StoredPlace = z.infer<typeof placeSchema>;

const prefix = 'lead_place:';

/** The responsible user and the stage of each lead, from Kommo; null when Kommo has no such lead. */
export async function readLeadPlaces(
  api: Pick<KommoApi, 'getLeads'>,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, StoredPlace | null>> {
  const places = new Map<number, StoredPlace | null>(leadIds.map((leadId) => [leadId, null]));
  for (const chunk of inChunks(leadIds, elementsPerRead)) {
    for (const lead of await api.getLeads(chunk)) {
      if (lead.is_deleted !== true) places.set(lead.id, placeOf(lead));
    }
  }
  return places;
}

/**
 * The newer of two sources: the value remembered here, and the one that the account's own work has read. It is kept
 * apart from the table of leads: the stage guard compares with what the account's own work saw there.
 */
export async function recallPlaces(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, Remembered<StoredPlace | null>>> {
  const rows = await readRows(prisma, rememberedRow.extend({ id: z.number() }))`
    SELECT DISTINCT ON (id) id, value, (extract(epoch FROM clock_timestamp() - read_at) * 1000)::float8 AS age
    FROM (
      SELECT a.id::float8 AS id, value, read_at FROM unnest(${[...leadIds]}::bigint[]) AS a(id)
      JOIN kommo_memory m ON m.account_id = ${accountId}::uuid AND m.name = ${prefix}::text || a.id
      UNION ALL
      SELECT lead_id::float8, jsonb_build_object('responsibleId', responsible_user_id, 'pipelineId', pipeline_id,
                                                 'statusId', status_id), read_at
      FROM leads WHERE account_id = ${accountId}::uuid AND lead_id = ANY(${[...leadIds]}::bigint[]) AND NOT is_deleted
    ) known ORDER BY id, read_at DESC`;
  return new Map(
    rows.flatMap((row) => {
      const place = parseRemembered(row, placeSchema.nullable());
      return place === undefined ? [] : [[row.id, place]];
    }),
  );
}

/** In the order of the ids, so that two calls for some of the same leads never deadlock. */
export async function rememberPlaces(
  prisma: PrismaClient,
  accountId: string,
  places: ReadonlyMap<number, StoredPlace | null>,
): Promise<void> {
  const ids = [...places.keys()];
  const values = [...places.values()].map((place) => JSON.stringify(place));
  await prisma.$executeRaw`
    INSERT INTO kommo_memory (account_id, name, value, read_at)
    SELECT ${accountId}::uuid, ${prefix}::text || id, value::jsonb, clock_timestamp()
    FROM unnest(${ids}::bigint[], ${values}::text[]) AS place(id, value) ORDER BY id
    ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value, read_at = excluded.read_at`;
}

/** There is a row for every lead that anybody has looked at. @param olderThan ms */
export async function forgetOldPlaces(prisma: PrismaClient, accountId: string, olderThan: number): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM kommo_memory WHERE account_id = ${accountId}::uuid AND starts_with(name, ${prefix})
      AND read_at < clock_timestamp() - ${olderThan} * interval '1 millisecond'`;
}

function placeOf({ responsible_user_id, pipeline_id, status_id }: KommoLead): StoredPlace {
  return { responsibleId: responsible_user_id ?? null, pipelineId: pipeline_id, statusId: status_id };
}
