import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A receiver of webhooks in a process of its own. */
export interface ReceiverProcess {
  /** to post to */
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/**
 * @param program in this folder; it prints its address once it listens, and ends at SIGTERM
 * @throws Error when it ends instead
 */
export async function startReceiver(
  program: string,
  databaseUrl: string,
  parameters: readonly string[] = [],
): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...parameters], {
    env: { ...process.env, BENCH_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The receiver was not started');
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').finally(() => process.off('exit', kill));
  const ended = exited.then(([code]) => Promise.reject(new Error(`The receiver ended with ${code}`)));
  const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
  return {
    url: String(line).trim(),
    pid,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
