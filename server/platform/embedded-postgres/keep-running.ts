import { setTimeout as wait } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

/** ms between two attempts to start a server again that has crashed */
const firstPause = 200;
const longestPause = 10_000;

/** Starts the server again whenever it ends by itself, for as long as that takes, until it is stopped. */
export function keepRunning(
  first: ServerProcess,
  launch: () => Promise<ServerProcess>,
): Pick<ServerProcess, 'stop' | 'abandon'> {
  const stopping = new AbortController();
  let current: ServerProcess | undefined = first;

  async function run(): Promise<void> {
    let pause = firstPause;
    while (!stopping.signal.aborted) {
      await current?.ended;
      current = undefined;
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        current = await launch();
        pause = firstPause;
      } catch {
        // A full disk, or processes of the crashed server that have not ended yet. Queries fail and are reported.
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  const running = run();
  async function end(how: 'stop' | 'abandon'): Promise<void> {
    stopping.abort();
    // One that is just being started is ended as well.
    await current?.[how]();
    await running;
    await current?.[how]();
  }
  return { stop: () => end('stop'), abandon: () => end('abandon') };
}
