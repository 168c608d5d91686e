import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../testing/postgres/free-port.ts';
import { nodeKnowingHosts } from '../../testing/sandbox/http/account-host.ts';
import { compiledModules } from '../../testing/service/cache.ts';
import { startFlags } from '../../testing/service/start-flags.ts';

/** The real service, as `npm start` runs it, at an address that stays the same across restarts. */
export interface ServiceProcess {
  readonly url: string;
  /** returns when it is ready */
  readonly start: () => Promise<void>;
  /** `kill -9`; returns when it is dead */
  readonly kill: () => Promise<void>;
  /** SIGTERM; its exit code, and how long it took, ms */
  readonly stop: () => Promise<{ readonly code: number | null; readonly took: number }>;
  /** false also when it has exited on its own */
  readonly isRunning: () => boolean;
  /** stops the process, like a suspended or overloaded machine */
  readonly suspend: () => void;
  readonly resume: () => void;
  /** of the current run */
  readonly pid: () => number | undefined;
  /** its log, of all runs */
  readonly log: () => string;
}

const main = join(import.meta.dirname, '../../server/main.ts');

/**
 * @param environment on top of this process' own; `PORT` and `HOST` are added
 * @param program `npm start`'s by default
 * @param flags of Node, beside those of `npm start`. In short runs V8's optimized compilation never pays off.
 */
export async function createServiceProcess(
  environment: Readonly<Record<string, string>>,
  program = main,
  flags: readonly string[] = ['--liftoff-only'],
): Promise<ServiceProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lines: string[] = [];
  let child: ChildProcess | undefined;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (ending === undefined) return null;
    child = undefined;
    if (ending.exitCode === null && ending.signalCode === null) {
      const exited = once(ending, 'exit');
      ending.kill(signal);
      await exited;
    }
    return ending.exitCode;
  }

  return {
    url,
    isRunning: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    pid: () => child?.pid,
    suspend: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    log: () => lines.join(''),
    start: async () => {
      const starting = spawnService(program, { ...environment, PORT: String(port), HOST: '127.0.0.1' }, flags);
      child = starting;
      // However this process ends, it must not leave the service behind.
      const kill = () => void starting.kill('SIGKILL');
      process.once('exit', kill);
      starting.once('exit', () => process.off('exit', kill));
      for (const stream of [starting.stdout, starting.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => void lines.push(text));
      }
      while (child === starting) {
        if (starting.exitCode !== null || starting.signalCode !== null)
          throw new Error(`The service did not start: ${lines.join('')}`);
        const ready = await fetch(`${url}/readyz`).catch(() => undefined);
        if (ready?.ok === true) return;
        await wait(100);
      }
    },
    kill: async () => void (await end('SIGKILL')),
    stop: async () => {
      const startedAt = performance.now();
      return { code: await end('SIGTERM'), took: performance.now() - startedAt };
    },
  };
}

function spawnService(program: string, environment: Readonly<Record<string, string>>, flags: readonly string[]) {
  return spawn(process.execPath, [...flags, ...startFlags, ...nodeKnowingHosts, program], {
    env: { ...process.env, ...compiledModules, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
