import { setTimeout as wait } from 'node:timers/promises';
import { backoff, jitter } from '../../outward/backoff.ts';
import { second } from '../../platform/time/units.ts';
import { KommoBroken, KommoUnreached } from './errors.ts';
import type { KommoRequest } from './request.ts';

/** A request, and its repetitions in a row. */
const triesAtMost = 4;
/** ms */
const pauses = { first: 100, longest: second };
/** Repetitions that a run has from the start, and those that it earns with each answer: of a Kommo that is down, few are sent. */
const budgetAtFirst = 6;
const earnedByAnswer = 1 / 3;

/** Repeats what failed in passing. */
export type Repeat = <Result>(request: Pick<KommoRequest, 'method'>, send: () => Promise<Result>) => Promise<Result>;

/**
 * Repeats requests at once that failed in passing and may be sent again: reads, and whatever certainly was not sent. Each
 * repetition takes a slot of the limiter, like any request. A write that may have taken effect is never repeated here.
 * @param signal aborted when the process stops
 */
export function createRepeat(signal: AbortSignal, random: () => number): Repeat {
  let budget = budgetAtFirst;

  return async (request, send) => {
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await send();
        budget = Math.min(budget + earnedByAnswer, budgetAtFirst);
        return result;
      } catch (error) {
        if (!mayRepeat(request, error) || tries === triesAtMost || budget < 1 || signal.aborted) throw error;
        budget -= 1;
        await wait(jitter(backoff(pauses, tries), 1, random()));
      }
    }
  };
}

function mayRepeat({ method }: Pick<KommoRequest, 'method'>, error: unknown): boolean {
  return error instanceof KommoUnreached || (method === 'GET' && error instanceof KommoBroken);
}
