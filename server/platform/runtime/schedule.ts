import { setTimeout as wait } from 'node:timers/promises';

/**
 * Does one piece of work at a time, and pauses after each for as long as it took, so that the rest of the service gets
 * at least half of the time. Owners take turns: one owner's many pieces do not delay another owner's single one.
 * @returns what does the work when its owner's turn comes, and returns the result
 */
export function createSchedule(pause: (milliseconds: number) => Promise<unknown> = wait) {
  /** in the order of the owners' turns */
  const waiting = new Map<string, (() => Promise<void>)[]>();
  let isBusy = false;

  return <Result>(owner: string, work: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const own = waiting.get(owner) ?? [];
      own.push(() => work().then(resolve, reject));
      waiting.set(owner, own);
      if (!isBusy) void goOn();
    });

  async function goOn(): Promise<void> {
    isBusy = true;
    // An owner that is added again comes last, and this loop reaches it again.
    for (const [owner, [first, ...others]] of waiting) {
      waiting.delete(owner);
      if (others.length > 0) waiting.set(owner, others);
      const began = performance.now();
      await first?.();
      await pause(performance.now() - began);
    }
    isBusy = false;
  }
}
