import { setTimeout as waitFor } from 'node:timers/promises';

/**
 * Does the work of each name at most once in an interval. Calls before the work begins share it, so that each call gets
 * a result from after the call. Names are remembered for the interval.
 * @param interval ms
 */
export function createAtMostEvery<Result>(
  interval: number,
  work: (name: string) => Promise<Result>,
  now: () => number,
  wait: (milliseconds: number) => Promise<unknown> = waitFor,
): (name: string) => Promise<Result> {
  const notBegun = new Map<string, Promise<Result>>();
  /** oldest first */
  const beganAt = new Map<string, number>();

  function begin(name: string): Promise<Result> {
    notBegun.delete(name);
    beganAt.delete(name);
    beganAt.set(name, now());
    for (const [oldest, at] of beganAt) {
      if (now() - at < interval) break;
      beganAt.delete(oldest);
    }
    return work(name);
  }

  return (name) => {
    const shared = notBegun.get(name);
    if (shared !== undefined) return shared;
    // A clock that is set back must not delay work by that time.
    const rest = Math.min((beganAt.get(name) ?? Number.NEGATIVE_INFINITY) + interval - now(), interval);
    if (rest <= 0) return begin(name);
    const next = wait(rest).then(() => begin(name));
    notBegun.set(name, next);
    return next;
  };
}
