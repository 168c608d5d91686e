import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigurationError, readConfig } from '../server/config.ts';
import { DataFolderInUse } from '../server/database/embedded.ts';

/**
 * Runs an operator's command on the database of the service, with the service's environment. Its exit code is the
 * process'; 2 when it could not run.
 */
export async function runCommand(command: (config: Config) => Promise<number>): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    const config = readConfig(process.env);
    if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'postgres'))) {
      throw new ConfigurationError(
        `DATA_DIR ${config.dataDir} has no database. Set DATA_DIR or DATABASE_URL as the service has it.`,
      );
    }
    process.exitCode = await command(config);
  } catch (error) {
    const expected = error instanceof ConfigurationError || error instanceof DataFolderInUse;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  }
}
