import type { KommoLead } from '../../kommo/api/api.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { effectContentSchema } from '../../rules/planning/effect.ts';
import type { LeadMemory, OwnAttempt } from '../../rules/stage-guard.ts';

/** A lead's history as far as it is known here. Times are ms since 1970. */
export type OwnMoves = Omit<LeadMemory, 'seenBefore'>;
type SettledMoves = Omit<OwnMoves, 'ownAttempts'>;

const untouched: SettledMoves = { movedByFactAt: null, movedByFactKey: null, ownUpdateAt: null, ownMovesAt: [] };

/** Our own changes of these leads; empty for a lead that we never changed. */
export async function readOwnMoves(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
): Promise<(leadId: number) => OwnMoves> {
  const rows = await transaction.lead.findMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) } },
    select: { leadId: true, movedByFactAt: true, movedByFactKey: true, ownUpdateAt: true, ownMovesAt: true },
  });
  const attempts = await readOwnAttempts(transaction, accountId, leadIds);
  const moves = new Map(
    rows.map((row) => [
      Number(row.leadId),
      {
        movedByFactAt: row.movedByFactAt?.getTime() ?? null,
        movedByFactKey: row.movedByFactKey,
        ownUpdateAt: row.ownUpdateAt?.getTime() ?? null,
        ownMovesAt: row.ownMovesAt.map((time) => time.getTime()),
      },
    ]),
  );
  return (leadId) => ({ ...(moves.get(leadId) ?? untouched), ownAttempts: attempts.get(leadId) ?? [] });
}

/** Moves that were sent and have an unknown outcome, because of a crash or a lost answer. */
async function readOwnAttempts(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, readonly OwnAttempt[]>> {
  const rows = await transaction.effect.findMany({
    where: {
      accountId,
      leadId: { in: leadIds.map(BigInt) },
      kind: 'move',
      state: { in: ['open', 'sending', 'uncertain'] },
      sentAt: { not: null },
    },
    select: { leadId: true, content: true, sentAt: true },
  });
  const attempts = rows.flatMap(({ leadId, content, sentAt }) => {
    const move = effectContentSchema.safeParse(content).data;
    if (move?.kind !== 'move' || sentAt === null) return [];
    const { pipelineId, statusId } = move;
    return [{ leadId: Number(leadId), pipelineId, statusId, sentAt: sentAt.getTime() }];
  });
  return Map.groupBy(attempts, ({ leadId }) => leadId);
}

/** The stages of these leads when we last read or changed them, and when they were read. */
export async function readSeenStages(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
): Promise<(leadId: number) => LeadMemory['seenBefore']> {
  const rows = await transaction.lead.findMany({
    where: { accountId, leadId: { in: leadIds.map(BigInt) } },
    select: { leadId: true, readAt: true, pipelineId: true, statusId: true },
  });
  const stages = new Map(
    rows.map((row) => [
      Number(row.leadId),
      { at: row.readAt.getTime(), pipelineId: Number(row.pipelineId), statusId: Number(row.statusId) },
    ]),
  );
  return (leadId) => stages.get(leadId) ?? null;
}

/** Stores leads as Kommo has just shown them; the memory of our own writes stays. */
export async function storeLeads(
  transaction: Transaction,
  accountId: string,
  leads: readonly KommoLead[],
  now: number,
): Promise<void> {
  const rows = leads.map((lead) => ({
    lead_id: lead.id,
    name: lead.name ?? '',
    contact_ids: lead._embedded?.contacts.map(({ id }) => id) ?? [],
    pipeline_id: lead.pipeline_id,
    status_id: lead.status_id,
    responsible_user_id: lead.responsible_user_id ?? null,
    closed_at: isoTime(lead.closed_at),
    is_deleted: lead.is_deleted ?? false,
  }));
  await transaction.$executeRaw`
    INSERT INTO "leads" ("account_id", "lead_id", "name", "contact_ids", "pipeline_id", "status_id",
                         "responsible_user_id", "closed_at", "is_deleted", "read_at")
    SELECT ${accountId}::uuid, r.*, ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "lead_id" bigint, "name" text, "contact_ids" bigint[], "pipeline_id" bigint, "status_id" bigint,
      "responsible_user_id" bigint, "closed_at" timestamptz, "is_deleted" boolean)
    ON CONFLICT ("account_id", "lead_id") DO UPDATE SET
      "name" = excluded."name", "contact_ids" = excluded."contact_ids",
      "pipeline_id" = excluded."pipeline_id", "status_id" = excluded."status_id",
      "responsible_user_id" = excluded."responsible_user_id", "closed_at" = excluded."closed_at",
      "is_deleted" = excluded."is_deleted", "read_at" = excluded."read_at"`;
}

/** Marks requested leads that are missing from Kommo; a lead that was never read is stored with that mark only. */
export async function storeMissingLeads(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
): Promise<void> {
  if (leadIds.length === 0) return;
  await transaction.$executeRaw`
    INSERT INTO "leads" ("account_id", "lead_id", "name", "pipeline_id", "status_id", "is_deleted", "read_at")
    SELECT ${accountId}::uuid, id, '', 0, 0, true, to_timestamp(0)
    FROM unnest(${[...leadIds]}::bigint[]) AS id
    ON CONFLICT ("account_id", "lead_id") DO UPDATE SET "is_deleted" = true`;
}

/** The result for a lead after effects were delivered to it. */
export interface LeadOutcome {
  readonly leadId: number;
  readonly pipelineId: number;
  readonly statusId: number;
  /** Kommo's `updated_at` (Unix s) after our change; null if the lead needed no change */
  readonly changedAt: number | null;
  /** whether that change moved it to another stage */
  readonly moved: boolean;
  /** the newest fact that asked for its current stage; null if none did */
  readonly movedBy: { readonly key: string; readonly at: number } | null;
}

/** Our own moves remembered per lead. */
const movesKept = 20;

/**
 * Remembers our changes of leads. The fact that moved a lead is only ever replaced by a newer one, because an older
 * fact must not move the lead any more.
 */
export async function storeLeadOutcomes(
  transaction: Transaction,
  accountId: string,
  outcomes: readonly LeadOutcome[],
): Promise<void> {
  const rows = outcomes.map((outcome) => ({
    lead_id: outcome.leadId,
    pipeline_id: outcome.pipelineId,
    status_id: outcome.statusId,
    changed_at: isoTime(outcome.changedAt),
    moved: outcome.moved,
    moved_at: outcome.movedBy === null ? null : new Date(outcome.movedBy.at).toISOString(),
    moved_key: outcome.movedBy?.key ?? null,
  }));
  await transaction.$executeRaw`
    UPDATE "leads" SET
      "pipeline_id" = r."pipeline_id", "status_id" = r."status_id",
      "own_update_at" = coalesce(r."changed_at", "own_update_at"),
      "own_moves_at" = CASE WHEN r."moved"
                       THEN (array_prepend(r."changed_at", "own_moves_at"))[1:${movesKept}::int] ELSE "own_moves_at" END,
      "moved_by_fact_key" = CASE WHEN r."moved_at" >= coalesce("moved_by_fact_at", '-infinity')
                            THEN r."moved_key" ELSE "moved_by_fact_key" END,
      "moved_by_fact_at" = greatest("moved_by_fact_at", r."moved_at")
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "lead_id" bigint, "pipeline_id" bigint, "status_id" bigint, "changed_at" timestamptz(3), "moved" boolean,
      "moved_at" timestamptz(3), "moved_key" text)
    WHERE "leads"."account_id" = ${accountId}::uuid AND "leads"."lead_id" = r."lead_id"`;
}

/** @param seconds Unix s, as from Kommo @returns null unless it is a time in a four-digit year */
function isoTime(seconds: number | null | undefined): string | null {
  const isTime = typeof seconds === 'number' && Math.abs(seconds) < endOfTime;
  return isTime ? new Date(seconds * 1000).toISOString() : null;
}

/** Unix s of the year 10000 */
const endOfTime = 253_402_300_800;
