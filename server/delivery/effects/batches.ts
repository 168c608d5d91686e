import { elementsPerWrite } from '../../kommo/limits.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';

/** After this many attempts an effect no longer holds up later effects of its lead. */
export const attemptsThatHoldUp = 8;

/** Leads per list request, so that its URL stays well below the limits of servers. */
export const leadsPerLook = 100;

interface Sendable {
  readonly leadId: number;
  readonly attempts: number;
}

/**
 * Splits effects into batches, keeping each lead's order. Effects that failed before go into ever smaller batches (50,
 * 25, 12 … 1) after the others, so that one effect that Kommo always fails on ends up alone and holds up no other.
 */
export function effectBatches<Effect extends Sendable>(effects: readonly Effect[]): readonly (readonly Effect[])[] {
  const attemptsOfLead = new Map<number, number>();
  const byAttempts = Map.groupBy(effects, ({ leadId, attempts }) => {
    const ofLead = Math.max(attempts, attemptsOfLead.get(leadId) ?? 0);
    if (attempts < attemptsThatHoldUp) attemptsOfLead.set(leadId, ofLead);
    return ofLead;
  });
  return [...byAttempts.entries()]
    .sort(([one], [other]) => one - other)
    .flatMap(([attempts, group]) => inChunks(group, Math.max(1, Math.floor(elementsPerWrite / 2 ** attempts))));
}
