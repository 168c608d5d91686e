import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/config.ts';
import { createSealer, type Sealer } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { applyMigrations } from '../platform/database/migrate.ts';
import { connectDatabase, type EmbeddedAccess } from '../platform/database/open.ts';
import { findEncryptionKeys, type KeyConfig } from './encryption-keys.ts';
import { reseal } from './reseal.ts';
import { openServiceSecrets, type SecretOf } from './service-secrets.ts';

/** Opens the sealed values of a database. */
export interface Secrets {
  readonly sealer: Sealer;
  readonly secretOf: SecretOf;
}

export interface OpenedDatabase extends Secrets {
  readonly database: Database;
}

/**
 * Opens the database with its tables up to date, and its sealed values.
 * @throws as `connectDatabase` and `openSecrets`
 */
export async function openSealedDatabase(
  config: KeyConfig & Pick<Config, 'databaseUrl'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
  access: EmbeddedAccess,
): Promise<OpenedDatabase> {
  const database = await connectDatabase(config, access);
  try {
    return { database, ...(await openSecrets(database, config, log)) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Tries the key before it brings the tables up to date: with a wrong key nothing is changed. Values of the former
 * format are sealed again.
 * @throws ConfigurationError if the key is missing or wrong; MigrationFailed
 */
export async function openSecrets(
  database: Database,
  config: KeyConfig,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Promise<Secrets> {
  const { keys, inUse } = await findEncryptionKeys(database, config);
  await applyMigrations(database);
  const sealer = createSealer(keys);
  const secretOf = await openServiceSecrets(database, sealer, inUse);
  const { unreadable } = await reseal(database, sealer, 'formerFormat');
  if (unreadable.length > 0) {
    log.warn({ unreadable }, 'stored secrets that no key opens; they have to be saved again');
  }
  return { sealer, secretOf };
}
