import { clockTolerance } from '../../kommo/limits.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import { findMarker, markersOf } from '../../rules/planning/marker.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { leadsPerLook } from './batches.ts';
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
  const { kommo, prisma, now } = context;
  if (uncertain.length === 0) return [];
  const found = new Map([
    ...(await findMarked(uncertain.filter(isNote), kommo.listLeadNotes, ({ params }) => params?.text ?? '')),
    ...(await findMarked(uncertain.filter(isTask), kommo.listLeadTasks, ({ text }) => text)),
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
  await prisma.$transaction(async (transaction) => {
    await markDone(transaction, done, now());
    await reopen(transaction, again);
  });
  return again;
}

/** One search for all leads of the effects; the ids of marked notes or tasks, by lead and marker. */
async function findMarked<Item extends { readonly id: number; readonly entity_id: number }>(
  effects: readonly PendingEffect[],
  list: (leadIds: readonly number[], since: number) => Promise<readonly Item[]>,
  textOf: (item: Item) => string,
): Promise<readonly (readonly [string, number])[]> {
  if (effects.length === 0) return [];
  const since = Math.floor(Math.min(...effects.map((effect) => effect.sentAt ?? 0)) / 1000) - clockTolerance;
  const leadIds = [...new Set(effects.map((effect) => effect.leadId))];
  const found: (readonly [string, number])[] = [];
  for (const chunk of inChunks(leadIds, leadsPerLook)) {
    for (const item of await list(chunk, since)) {
      const marker = findMarker(textOf(item));
      if (marker !== null) found.push([signature(item.entity_id, marker), item.id]);
    }
  }
  return found;
}

function signature(leadId: number, marker: string): string {
  return `${leadId} ${marker}`;
}
