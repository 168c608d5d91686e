import { changeLeads } from './change-leads.ts';
import { completeTasks } from './complete-tasks.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { readDueEffects } from './effect-states.ts';
import { isLeadChange, isNote, isTask, isTaskCompletion } from './pending-effect.ts';
import { sendNotes } from './send-notes.ts';
import { sendTasks } from './send-tasks.ts';
import { settleUncertain } from './settle-uncertain.ts';

/**
 * Brings an account's due effects to Kommo, read together so that one request serves many of them. The stage moves
 * before the note appears, so that a note about a won deal stands on a won deal.
 * @returns whether there was anything to do; what was beyond one reading is due at once
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable when the account has to pause; no effect is left in doubt
 */
export async function deliverDueEffects(context: DeliveryContext): Promise<boolean> {
  const due = await readDueEffects(context.prisma, context.accountId, context.now());
  const again = due.uncertain.length === 0 ? [] : await settleUncertain(context, due.uncertain);
  const effects = [...due.open, ...again].sort(byFact);
  await changeLeads(context, effects.filter(isLeadChange));
  await sendNotes(context, effects.filter(isNote));
  await completeTasks(context, effects.filter(isTaskCompletion));
  await sendTasks(context, effects.filter(isTask));
  return due.open.length + due.uncertain.length > 0;
}

function byFact(one: Ordered, other: Ordered): number {
  return one.occurredAt - other.occurredAt || (one.key < other.key ? -1 : 1);
}

type Ordered = { readonly occurredAt: number; readonly key: string };
