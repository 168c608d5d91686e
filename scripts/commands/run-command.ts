import { existsSync } from 'node:fs';
import { type Config, ConfigurationError, readConfig } from '../../server/config/config.ts';
import { holdsDatabase } from '../../server/platform/embedded-postgres/cluster.ts';
import { EmbeddedDatabaseFailed } from '../../server/platform/embedded-postgres/failures.ts';
import { type OpenedDatabase, openSealedDatabase } from '../../server/secrets/open.ts';

/** A mistake of the operator, explained in one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * Runs an operator's command on the service's database, which the environment or a file `.env` names. The process exits
 * with the command's result, or with 2 when it could not run.
 * @param readOptions throws CommandError before anything is opened
 */
export async function runCommand<Options>(
  readOptions: (config: Config) => Options,
  command: (options: Options, opened: OpenedDatabase) => Promise<number>,
): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    const config = readConfig(process.env);
    const options = readOptions(config);
    if (config.databaseUrl === undefined && !holdsDatabase(config.dataDir)) {
      throw new ConfigurationError(
        `DATA_DIR ${config.dataDir} has no database. Set DATA_DIR or DATABASE_URL as the service has it.`,
      );
    }
    const opened = await openSealedDatabase(config, { warn: () => undefined }, 'join');
    try {
      process.exitCode = await command(options, opened);
    } finally {
      await opened.database.close();
    }
  } catch (error) {
    reportFailure(error);
  }
}

/** Says why a command could not run, in one line when the operator can correct it, and has the process exit with 2. */
export function reportFailure(error: unknown): void {
  const isExpected = [ConfigurationError, EmbeddedDatabaseFailed, CommandError].some((kind) => error instanceof kind);
  const said = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error);
  process.stderr.write(`${said}\n`);
  process.exitCode = 2;
}
