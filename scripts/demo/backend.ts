import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nodeKnowingHosts } from '../../testing/sandbox/http/account-host.ts';

/** The real service in a process of its own, as `npm start` runs it. */
export interface Backend {
  readonly url: string;
  /** asks it to stop and waits until it has stopped */
  readonly stop: () => Promise<void>;
}

const projectRoot = join(import.meta.dirname, '../..');

/**
 * Starts the service and waits until it is ready.
 * @param environment on top of this process' own; `PORT` and `PUBLIC_URL` follow from `port`
 * @param flags of Node
 * @throws Error with the service's last words when it ends instead
 */
export async function startBackend(
  port: number,
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Backend> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [...flags, ...nodeKnowingHosts, join(projectRoot, 'server/main.ts')], {
    cwd: projectRoot,
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment, PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: url },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await untilReady(child, url);
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  while (child.exitCode === null) {
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The service did not start; its own message stands above.');
}
