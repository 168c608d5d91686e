import { setImmediate as nextTurn } from 'node:timers/promises';

/** ms */
const longestTurn = 10;

/**
 * For each step of a long loop to await: the rest of the service works before the first step, so that many short loops
 * are no long one, and whenever the loop has run for 10 ms.
 */
export function createTurns(): () => Promise<void> {
  let began = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - began < longestTurn) return;
    await nextTurn();
    began = performance.now();
  };
}
