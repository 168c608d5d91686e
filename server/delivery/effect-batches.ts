import type { PendingEffect } from './pending-effect.ts';

/** Kommo recommends at most 50 entities per write: https://developers.kommo.com/docs/limitations */
const largestBatch = 50;

/**
 * Splits effects into batches, keeping their order. What failed before travels in smaller company each time (50, 25, 12
 * … 1) and after the others, so that one effect that Kommo cannot digest ends up alone and holds up nobody.
 */
export function effectBatches<Effect extends Pick<PendingEffect, 'attempts'>>(
  effects: readonly Effect[],
): readonly (readonly Effect[])[] {
  const byAttempts = Map.groupBy(effects, (effect) => effect.attempts);
  return [...byAttempts.entries()]
    .sort(([one], [other]) => one - other)
    .flatMap(([attempts, group]) => inChunks(group, Math.max(1, Math.floor(largestBatch / 2 ** attempts))));
}

export function inChunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
