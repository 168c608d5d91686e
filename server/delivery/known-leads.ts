import type { Transaction } from '../database/open.ts';
import type { KommoLead } from '../kommo/api.ts';

/** What we remember of our own writes to a lead. Times are ms since 1970. */
export interface LeadMemory {
  /** the newest fact that moved it */
  readonly movedByFactAt: number | null;
  readonly movedByFactKey: string | null;
  /** Kommo's `updated_at` after our last write: what is newer was somebody else */
  readonly ownUpdateAt: number | null;
}

const untouched: LeadMemory = { movedByFactAt: null, movedByFactKey: null, ownUpdateAt: null };

/** What we remember of these leads; a lead that we never touched has only nulls. */
export async function readLeadMemories(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
): Promise<(leadId: number) => LeadMemory> {
  const rows = await transaction.lead.findMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) } },
    select: { leadId: true, movedByFactAt: true, movedByFactKey: true, ownUpdateAt: true },
  });
  const memories = new Map(
    rows.map((row) => [
      Number(row.leadId),
      {
        movedByFactAt: row.movedByFactAt?.getTime() ?? null,
        movedByFactKey: row.movedByFactKey,
        ownUpdateAt: row.ownUpdateAt?.getTime() ?? null,
      },
    ]),
  );
  return (leadId) => memories.get(leadId) ?? untouched;
}

/** Stores leads as Kommo has just shown them; what we remember of our own writes stays. */
export async function storeLeads(
  transaction: Transaction,
  accountId: string,
  leads: readonly KommoLead[],
  now: number,
): Promise<void> {
  const rows = leads.map((lead) => ({
    lead_id: lead.id,
    name: lead.name ?? '',
    pipeline_id: lead.pipeline_id,
    status_id: lead.status_id,
    responsible_user_id: lead.responsible_user_id ?? null,
    price: lead.price ?? null,
    closed_at: isoTime(lead.closed_at),
    is_deleted: lead.is_deleted ?? false,
    created_at: isoTime(lead.created_at),
    updated_at: isoTime(lead.updated_at),
    updated_by: lead.updated_by ?? null,
  }));
  await transaction.$executeRaw`
    INSERT INTO "leads" ("account_id", "lead_id", "name", "pipeline_id", "status_id", "responsible_user_id", "price",
                         "closed_at", "is_deleted", "created_at", "updated_at", "updated_by", "read_at")
    SELECT ${accountId}::uuid, r.*, ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "lead_id" bigint, "name" text, "pipeline_id" bigint, "status_id" bigint, "responsible_user_id" bigint,
      "price" numeric, "closed_at" timestamptz, "is_deleted" boolean, "created_at" timestamptz,
      "updated_at" timestamptz, "updated_by" bigint)
    ON CONFLICT ("account_id", "lead_id") DO UPDATE SET
      "name" = excluded."name", "pipeline_id" = excluded."pipeline_id", "status_id" = excluded."status_id",
      "responsible_user_id" = excluded."responsible_user_id", "price" = excluded."price",
      "closed_at" = excluded."closed_at", "is_deleted" = excluded."is_deleted", "created_at" = excluded."created_at",
      "updated_at" = excluded."updated_at", "updated_by" = excluded."updated_by", "read_at" = excluded."read_at"`;
}

/** These leads were asked for and Kommo has them no more. */
export async function storeMissingLeads(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
): Promise<void> {
  await transaction.lead.updateMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) } },
    data: { isDeleted: true },
  });
}

/** A lead after a PATCH of ours. `updatedAt` is Kommo's `updated_at` (Unix s) of it. */
export interface OwnUpdate {
  readonly leadId: number;
  readonly updatedAt: number;
  readonly pipelineId: number;
  readonly statusId: number;
  /** the newest fact among those that moved it; null when none did */
  readonly movedBy: { readonly key: string; readonly at: number } | null;
}

/**
 * Stores what our own PATCH did. The fact that moved a lead is only ever replaced by a newer one, because an older
 * fact must not move it any more.
 */
export async function storeOwnUpdates(
  transaction: Transaction,
  accountId: string,
  updates: readonly OwnUpdate[],
): Promise<void> {
  const rows = updates.map((update) => ({
    lead_id: update.leadId,
    pipeline_id: update.pipelineId,
    status_id: update.statusId,
    updated_at: isoTime(update.updatedAt),
    moved_at: update.movedBy === null ? null : new Date(update.movedBy.at).toISOString(),
    moved_key: update.movedBy?.key ?? null,
  }));
  await transaction.$executeRaw`
    UPDATE "leads" SET
      "pipeline_id" = r."pipeline_id", "status_id" = r."status_id", "updated_at" = r."updated_at",
      "own_update_at" = r."updated_at",
      "moved_by_fact_key" = CASE WHEN r."moved_at" >= coalesce("moved_by_fact_at", '-infinity')
                            THEN r."moved_key" ELSE "moved_by_fact_key" END,
      "moved_by_fact_at" = greatest("moved_by_fact_at", r."moved_at")
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "lead_id" bigint, "pipeline_id" bigint, "status_id" bigint, "updated_at" timestamptz, "moved_at" timestamptz,
      "moved_key" text)
    WHERE "leads"."account_id" = ${accountId}::uuid AND "leads"."lead_id" = r."lead_id"`;
}

/** @param seconds Unix s, as Kommo's */
function isoTime(seconds: number | null | undefined): string | null {
  return seconds === null || seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
