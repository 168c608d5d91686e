import { setImmediate as nextTurn } from 'node:timers/promises';

/** ms */
const longestTurn = 10;

/**
 * Await it in each step of a long loop. The rest of the service gets a turn before the first step, so that many short
 * loops do not add up to a long one, and whenever the loop has run for 10 ms.
 */
export function createTurns(): () => Promise<void> {
  let began = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - began < longestTurn) return;
    await nextTurn();
    began = performance.now();
  };
}
