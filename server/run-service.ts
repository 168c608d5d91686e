import { existsSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { ConfigurationError, readConfig } from './config/config.ts';
import type { KommoTimeouts } from './kommo/requests/timeouts.ts';
import { DataFolderInUse } from './platform/database/embedded.ts';
import { startService, stopWithinMs } from './service.ts';

/** Runs the service until the process is told to stop. */
export async function run(timeouts: Partial<KommoTimeouts> = {}): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    const service = await startService(readConfig(process.env), timeouts);
    closeWithGrace({ delay: stopWithinMs, logger: false }, async ({ err }) => {
      if (err !== undefined) service.log.fatal({ err }, 'stopping after an unexpected error');
      await service.close();
    });
  } catch (error) {
    // What the operator can correct is one line; anything else needs its stack.
    const expected = error instanceof ConfigurationError || error instanceof DataFolderInUse;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
