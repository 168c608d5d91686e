import { KommoUncertain } from '../kommo/requests/errors.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { readOrFail } from './effects/attempt.ts';
import { isolateFailures, markOrSkip, reasonOfFailure } from './effects/isolate-failures.ts';
import { isLeadChange, isNote, isTask, isTaskCompletion, isTextErasure } from './effects/pending-effect.ts';
import { settleUncertain } from './effects/settle-uncertain.ts';
import { type DueEffect, markFailed, readDueEffects } from './effects/states.ts';
import { changeLeads } from './leads/change-leads.ts';
import { completeTasks } from './notes-and-tasks/complete-tasks.ts';
import { eraseTexts } from './notes-and-tasks/erase-texts.ts';
import { sendNotes } from './notes-and-tasks/send-notes.ts';
import { sendTasks } from './notes-and-tasks/send-tasks.ts';
import { reportOutcomes } from './report-outcomes.ts';

/**
 * Brings an account's due effects to Kommo, read together so that one request serves many of them. If one lead makes
 * that fail, its effects are set aside with the reason and the others are delivered.
 * @returns whether there was anything to do; effects beyond one read are due immediately
 * @throws KommoNotSent, KommoAccountUnavailable, and KommoUncertain if Kommo has not answered since the last one, when the
 *   account has to pause; no effect is left in doubt
 */
export async function deliverDueEffects(context: DeliveryContext): Promise<boolean> {
  const { prisma, accountId, isWritingPaused, now } = context;
  const found = await readDueEffects(prisma, accountId, isWritingPaused, now());
  const due = found.filter(({ id }) => !context.skips.has(`effect ${id}`));
  const byLead = [...Map.groupBy(due, ({ leadId }) => leadId).values()];
  try {
    await isolateFailures(
      byLead,
      (leads) => deliver(context, leads.flat()),
      (ofLead, error) => setLeadAside(context, ofLead, error),
    );
  } catch (error) {
    // Read again, because what follows on a lead waits for its effects with an unknown outcome.
    if (!(error instanceof KommoUncertain) || !context.mayGoOn()) throw error;
  } finally {
    await reportOutcomes(
      context,
      due.map(({ id }) => id),
    );
  }
  return due.length > 0;
}

/** The stage changes before the note appears, so that a note about a won deal is on a won deal. */
async function deliver(context: DeliveryContext, due: readonly DueEffect[]): Promise<void> {
  const uncertain = due.filter(({ isUncertain }) => isUncertain);
  // Without the permission to read notes, an uncertain note must not be sent again.
  const again = await readOrFail(context, uncertain, () => settleUncertain(context, uncertain));
  if (context.isWritingPaused) return;
  const effects = [...due.filter(({ isUncertain }) => !isUncertain), ...(again ?? [])].sort(byFact);
  await changeLeads(context, effects.filter(isLeadChange));
  await sendNotes(context, effects.filter(isNote));
  await completeTasks(context, effects.filter(isTaskCompletion));
  await sendTasks(context, effects.filter(isTask));
  await eraseTexts(context, effects.filter(isTextErasure));
}

async function setLeadAside(context: DeliveryContext, effects: readonly DueEffect[], error: unknown): Promise<void> {
  const { prisma, skips, log, accountId } = context;
  log.error({ ...reportOf(error), accountId, leadId: effects[0]?.leadId }, 'a lead’s effects could not be delivered');
  await markOrSkip(
    skips,
    effects.map(({ id }) => `effect ${id}` as const),
    () => markFailed(prisma, effects, `It was set aside: ${reasonOfFailure(error)}`),
  );
}

function byFact(one: Ordered, other: Ordered): number {
  return one.occurredAt - other.occurredAt || (one.key < other.key ? -1 : 1);
}

type Ordered = { readonly occurredAt: number; readonly key: string };
