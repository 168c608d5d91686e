import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { nodeKnowingHosts } from '../../testing/sandbox/http/account-host.ts';
import { startFlags } from '../../testing/service/start-flags.ts';

export type Environment = Readonly<Record<string, string>>;

/** What `npm start` runs. */
const startFile = join(import.meta.dirname, '../../server/start.js');

export interface RunningService {
  /** SIGTERM; resolves with the exit code */
  readonly stop: () => Promise<number | null>;
}

/** The service in a process of its own, ready to take requests. @throws with its last words when it ends before */
export async function startService(environment: Environment): Promise<RunningService> {
  const { child, words } = launch(environment);
  await until(async () => {
    if (child.exitCode !== null) throw new Error(words());
    return (await fetch(`${environment.PUBLIC_URL}/readyz`).catch(() => null))?.status === 200;
  });
  return {
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

/** @returns the one line with which a service that cannot start ends */
export async function startInVain(environment: Environment): Promise<string> {
  const { child, words } = launch(environment);
  await once(child, 'close');
  return words().trim();
}

function launch(environment: Environment): { readonly child: ChildProcess; readonly words: () => string } {
  const child = spawn(process.execPath, [...startFlags, ...nodeKnowingHosts, startFile], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGTERM'));
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  return { child, words: () => words };
}

/** @throws Error after a minute */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await isSo()) return;
    await wait(200);
  }
  throw new Error('It did not happen within a minute');
}
