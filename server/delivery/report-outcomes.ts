import { z } from 'zod';
import { int8, readRows } from '../platform/database/read-rows.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { type EffectOutcome, effectOutcomes } from './delivery-watch.ts';
import { effectStates } from './effects/states.ts';

const time = z.date().transform((date) => date.getTime());
const outcomeSchema = z.object({
  factKey: z.string(),
  leadId: int8,
  kind: z.string(),
  state: z.enum(effectStates),
  doneAt: time.nullable(),
  receivedAt: time.nullable(),
});
type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

/**
 * Counts the outcomes of effects that were just worked on, and logs one line for each lead that was changed and for each
 * that could not be. Reads them from the database, so that only what was stored counts. Never throws.
 */
export async function reportOutcomes(context: DeliveryContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const outcomes = await readOutcomes(context, ids).catch((error: unknown) => {
    context.log.warn({ ...reportOf(error), accountId: context.accountId }, 'delivered effects could not be counted');
    return [];
  });
  for (const { kind, state } of outcomes) if (isOutcome(state)) context.watch.ended(kind, state);
  for (const [leadId, ofLead] of Map.groupBy(outcomes, (outcome) => outcome.leadId))
    reportLead(context, leadId, ofLead);
}

/** An effect of no webhook, such as one of an import, has no `receivedAt`. */
function readOutcomes({ prisma, accountId }: DeliveryContext, ids: readonly string[]): Promise<readonly Outcome[]> {
  return readRows(prisma, outcomeSchema)`
    SELECT e."fact_key" AS "factKey", e."lead_id" AS "leadId", e."kind", e."state", e."done_at" AS "doneAt",
      v."received_at" AS "receivedAt"
    FROM "effects" e
    LEFT JOIN "facts" f ON f."account_id" = e."account_id" AND f."fact_key" = e."fact_key"
    LEFT JOIN "events" v ON v."id" = f."event_row_id" AND v."account_id" = e."account_id" AND v."source" = 'webhook'
    WHERE e."id" = ANY(${ids}::uuid[]) AND e."account_id" = ${accountId}::uuid
    ORDER BY e."occurred_at", e."key"`;
}

function reportLead({ watch, log, accountId }: DeliveryContext, leadId: number, outcomes: readonly Outcome[]): void {
  const [done, failed] = [outcomes.filter(isDone), outcomes.filter(({ state }) => state === 'failed')];
  const waits = [...Map.groupBy(done, ({ factKey }) => factKey).values()]
    .map((ofFact) => Math.max(...ofFact.map(millisecondsToLead)))
    .filter(Number.isFinite);
  for (const wait of waits) watch.reachedLead(wait / 1000);
  if (done.length > 0) {
    const sinceWebhook = waits.length > 0 ? { msSinceWebhook: Math.max(...waits) } : {};
    log.info({ accountId, leadId, what: kindsOf(done), ...sinceWebhook }, 'a lead was changed');
  }
  // Kommo's reason may quote a note: it is in the event log of the account.
  if (failed.length > 0) log.warn({ accountId, leadId, what: kindsOf(failed) }, 'a lead could not be changed');
}

/** NaN without a webhook. The webhook has the database's clock, the lead ours. */
function millisecondsToLead({ doneAt, receivedAt }: Outcome): number {
  return doneAt === null || receivedAt === null ? Number.NaN : Math.max(0, doneAt - receivedAt);
}

const kindsOf = (outcomes: readonly Outcome[]): readonly string[] => [...new Set(outcomes.map(({ kind }) => kind))];
const isDone = ({ state }: Outcome): boolean => state === 'done';

function isOutcome(state: Outcome['state']): state is EffectOutcome {
  return effectOutcomes.some((outcome) => outcome === state);
}
