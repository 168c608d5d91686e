import type { FastifyBaseLogger } from 'fastify';

export interface Timer {
  readonly name: string;
  /** ms between the end of one run and the start of the next */
  readonly every: number;
  readonly run: () => Promise<void>;
}

/** Runs each function repeatedly, never twice at the same time; a failure is logged and the function runs again. */
export function startTimers(timers: readonly Timer[], log: FastifyBaseLogger): { stop: () => Promise<void> } {
  let stopped = false;
  const pending = new Map<Timer, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const schedule = (timer: Timer, delay: number) => {
    if (stopped) return;
    pending.set(
      timer,
      setTimeout(() => {
        const run = timer
          .run()
          .catch((error: unknown) => log.warn({ err: error, timer: timer.name }, 'a timer failed; it will run again'))
          .finally(() => {
            running.delete(run);
            schedule(timer, timer.every);
          });
        running.add(run);
      }, delay),
    );
  };
  for (const timer of timers) schedule(timer, 0);

  return {
    stop: async () => {
      stopped = true;
      for (const handle of pending.values()) clearTimeout(handle);
      await Promise.all(running);
    },
  };
}
