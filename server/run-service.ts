import { existsSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { type Config, readConfig } from './config/config.ts';
import type { KommoTimeouts } from './kommo/requests/timeouts.ts';
import { startService, stopWithinMs } from './service.ts';
import { explainMistake } from './start-mistakes.ts';

/** Runs the service until the process is told to stop. */
export async function run(timeouts: Partial<KommoTimeouts> = {}): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  let config: Config | null = null;
  try {
    config = readConfig(process.env);
    const service = await startService(config, timeouts);
    closeWithGrace({ delay: stopWithinMs, logger: false }, async ({ err, signal }) => {
      const began = performance.now();
      if (err !== undefined) service.log.fatal({ err }, 'stopping after an unexpected error');
      else service.log.info({ signal }, 'stopping');
      await service.close();
      service.log.info({ ms: Math.round(performance.now() - began) }, 'stopped');
    });
  } catch (error) {
    const line = explainMistake(error, config);
    process.stderr.write(`${line ?? (error instanceof Error ? error.stack : String(error))}\n`);
    // Not only the exit code: what a half-opened database has left running would keep the process up.
    process.exit(1);
  }
}
