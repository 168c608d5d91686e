import { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import type { KommoApi, KommoLead } from './api.ts';
import { parseRemembered, type Remembered, remember } from './remembered.ts';

const placeSchema = z.object({
  responsibleId: z.number().nullable(),
  pipelineId: z.number(),
  statusId: z.number(),
});
export type StoredPlace = z.infer<typeof placeSchema>;

/** Who is responsible for a lead and in which stage it is, by Kommo; null when Kommo has no such lead. */
export async function readLeadPlace(api: Pick<KommoApi, 'getLeads'>, leadId: number): Promise<StoredPlace | null> {
  const [lead] = await api.getLeads([leadId]);
  return lead === undefined || lead.is_deleted === true ? null : placeOf(lead);
}

/**
 * The newest of what was remembered for this and of what the account's own work has read. It is kept apart from the table
 * of leads: the stage guard compares what the account's own work saw there.
 */
export async function recallPlace(
  prisma: PrismaClient,
  accountId: string,
  leadId: number,
): Promise<Remembered<StoredPlace | null> | undefined> {
  const rows = await prisma.$queryRaw<Remembered<unknown>[]>`
    SELECT value, (extract(epoch FROM clock_timestamp() - read_at) * 1000)::float8 AS age
    FROM (
      SELECT value, read_at FROM kommo_memory WHERE account_id = ${accountId}::uuid AND name = ${nameOf(leadId)}
      UNION ALL
      SELECT jsonb_build_object('responsibleId', responsible_user_id, 'pipelineId', pipeline_id,
                                'statusId', status_id), read_at
      FROM leads WHERE account_id = ${accountId}::uuid AND lead_id = ${leadId} AND NOT is_deleted
    ) known ORDER BY read_at DESC LIMIT 1`;
  return parseRemembered(rows[0], placeSchema.nullable());
}

export async function rememberPlace(
  prisma: PrismaClient,
  accountId: string,
  leadId: number,
  place: StoredPlace | null,
): Promise<void> {
  await remember(prisma, accountId, nameOf(leadId), place);
}

/** There is a row for every lead that somebody has looked at. @param olderThan ms */
export async function forgetOldPlaces(prisma: PrismaClient, accountId: string, olderThan: number): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM kommo_memory WHERE account_id = ${accountId}::uuid AND starts_with(name, 'lead_place:')
      AND read_at < clock_timestamp() - ${olderThan} * interval '1 millisecond'`;
}

function nameOf(leadId: number): string {
  return `lead_place:${leadId}`;
}

function placeOf({ responsible_user_id, pipeline_id, status_id }: KommoLead): StoredPlace {
  return { responsibleId: responsible_user_id ?? null, pipelineId: pipeline_id, statusId: status_id };
}
