import { setTimeout as wait } from 'node:timers/promises';

/** ms without any, after which none is expected to follow at once */
const quietAfter = 25;
/** ms; work that can be done later waits no longer */
const waitAtMost = 2_000;
/** ms between two looks */
const lookEvery = 5;

/** Work that goes before other work: deliveries of FastSpring, the recording of a backlog. */
export interface Arrivals {
  readonly during: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /**
   * Waits while it goes on, at most two seconds: what can be done later must not slow it down.
   * @param signal ends the wait
   */
  readonly untilQuiet: (signal: AbortSignal) => Promise<void>;
}

interface Clock {
  /** ms */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

export function createArrivals(clock: Clock = { now: () => performance.now(), wait }): Arrivals {
  let inProgress = 0;
  let lastEnded = Number.NEGATIVE_INFINITY;
  const areComing = () => inProgress > 0 || clock.now() - lastEnded < quietAfter;
  return {
    during: async (work) => {
      inProgress += 1;
      try {
        return await work();
      } finally {
        inProgress -= 1;
        lastEnded = clock.now();
      }
    },
    untilQuiet: async (signal) => {
      const end = clock.now() + waitAtMost;
      while (areComing() && clock.now() < end && !signal.aborted) await clock.wait(lookEvery);
    },
  };
}
