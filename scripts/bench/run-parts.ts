import { constants } from 'node:os';
import { stopPostgresServers } from '../../testing/postgres/postgres-server.ts';

/** Runs them one after the other. After Ctrl-C or SIGTERM neither their processes nor their databases stay behind. */
export async function runParts(parts: readonly (() => Promise<void>)[]): Promise<void> {
  const interrupted = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted.resolve);
  const signal = await Promise.race([runAll(parts), interrupted.promise]);
  if (signal === undefined) return;
  await stopPostgresServers();
  // Ends the services, which end with this process.
  process.exit(128 + constants.signals[signal]);
}

async function runAll(parts: readonly (() => Promise<void>)[]): Promise<void> {
  for (const part of parts) await part();
}
