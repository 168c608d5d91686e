import { clockTolerance } from '../../kommo/limits.ts';
import { findMarker, markersOf } from '../../rules/planning/marker.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { inChunks, leadsPerLook } from './batches.ts';
import { isNote, isTask, type PendingEffect } from './pending-effect.ts';
import { markDone, reopen } from './states.ts';

/**
 * Finds out the outcome of effects that may have happened. Notes and tasks are searched for in Kommo by their marker:
 * those found are done, the others are open again. All other effects are open again immediately, because repeating them
 * is harmless.
 * @returns the effects to send
 */
export async function settleUncertain(
  context: DeliveryContext,
  uncertain: readonly PendingEffect[],
): Promise<readonly PendingEffect[]> {
  if (uncertain.length === 0) return [];
  const found = new Map([
    ...(await inChunksOfLeads(uncertain.filter(isNote), (leadIds, since) =>
      context.kommo
        .listLeadNotes(leadIds, since)
        .then((notes) => notes.map((note) => ({ id: note.id, leadId: note.entity_id, text: note.params?.text ?? '' }))),
    )),
    ...(await inChunksOfLeads(uncertain.filter(isTask), (leadIds) =>
      context.kommo
        .listLeadTasks(leadIds)
        .then((tasks) => tasks.map((task) => ({ id: task.id, leadId: task.entity_id, text: task.text }))),
    )),
  ]);
  const kommoIdOf = ({ leadId, key }: PendingEffect) =>
    markersOf(key)
      .map((marker) => found.get(signature(leadId, marker)))
      .find((kommoId) => kommoId !== undefined);
  const done = uncertain.flatMap((effect) => {
    const kommoId = kommoIdOf(effect);
    return kommoId === undefined ? [] : [{ ...effect, kommoId }];
  });
  const again = uncertain.filter((effect) => kommoIdOf(effect) === undefined);
  await context.prisma.$transaction(async (transaction) => {
    await markDone(transaction, done, context.now());
    await reopen(transaction, again);
  });
  return again;
}

interface MarkedText {
  readonly id: number;
  readonly leadId: number;
  readonly text: string;
}

/** One search for all leads of the effects; the ids of marked notes or tasks, by lead and marker. */
async function inChunksOfLeads(
  effects: readonly PendingEffect[],
  list: (leadIds: readonly number[], since: number) => Promise<readonly MarkedText[]>,
): Promise<readonly (readonly [string, number])[]> {
  if (effects.length === 0) return [];
  const since = Math.floor(Math.min(...effects.map((effect) => effect.sentAt ?? 0)) / 1000) - clockTolerance;
  const leadIds = [...new Set(effects.map((effect) => effect.leadId))];
  const found: (readonly [string, number])[] = [];
  for (const chunk of inChunks(leadIds, leadsPerLook)) {
    for (const { id, leadId, text } of await list(chunk, since)) {
      const marker = findMarker(text);
      if (marker !== null) found.push([signature(leadId, marker), id]);
    }
  }
  return found;
}

function signature(leadId: number, marker: string): string {
  return `${leadId} ${marker}`;
}
