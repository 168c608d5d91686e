import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';

export interface Timer {
  readonly name: string;
  /** ms between the end of one run and the start of the next */
  readonly every: number;
  readonly run: () => Promise<void>;
}

/**
 * Runs each function repeatedly in this process, never twice at the same time; a failure is logged and the function runs
 * again. What one of the processes is to do is `Recurring`.
 * @returns what stops the timers and waits for the runs in progress
 */
export function startTimers(timers: readonly Timer[], log: Pick<FastifyBaseLogger, 'warn'>): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = timers.map(async ({ name, every, run }) => {
    while (!signal.aborted) {
      try {
        await run();
      } catch (error) {
        log.warn({ err: error, timer: name }, 'a timer failed; it will run again');
      }
      await wait(every, undefined, { signal }).catch(() => undefined);
    }
  });
  return async () => {
    stopping.abort();
    await Promise.all(loops);
  };
}
