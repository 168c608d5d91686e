import { type ChildProcess, spawn } from 'node:child_process';
import type { LentFolder } from './lend-folder.ts';
import type { ServerUser } from './server-user.ts';
import { serverEnvironment } from './settings.ts';

/** characters; a start that fails says why in far fewer */
const keptOutput = 8_000;

export interface Spawned {
  readonly child: ChildProcess;
  /** the last output */
  readonly output: () => string;
  /** Calls for each piece of output. */
  readonly onOutput: (listener: () => void) => void;
  /** the exit code, null after a signal; undefined when the program could not be started */
  readonly ended: Promise<number | null | undefined>;
}

/**
 * Starts one of Postgres' programs as `user` on the lent folder, outside the terminal's process group: Ctrl-C is for the
 * service, which needs its database while it stops.
 */
export function startAs(
  program: string,
  options: readonly string[],
  lent: LentFolder,
  user: ServerUser | undefined,
): Spawned {
  const child = spawn(program, options, {
    // A folder that every user can enter.
    cwd: user === undefined ? lent.path : '/',
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', ...lent.descriptors],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...user,
  });
  lent.close();
  let text = '';
  const listeners: (() => void)[] = [];
  // Read to the end: a full pipe would block the server.
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-keptOutput);
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number | null | undefined>((resolve) => {
    child.once('error', (error) => {
      text += error.message;
      resolve(undefined);
    });
    child.once('close', resolve);
  });
  return { child, output: () => text, onOutput: (listener) => void listeners.push(listener), ended };
}

/** Runs one of Postgres' programs to its end. */
export async function runAs(...start: Parameters<typeof startAs>): Promise<{ code: unknown; output: string }> {
  const { ended, output } = startAs(...start);
  return { code: await ended, output: output() };
}
