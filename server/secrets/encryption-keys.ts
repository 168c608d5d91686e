import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigurationError, encryptionKeySchema } from '../config/config.ts';
import { openOrNull } from '../platform/crypto/open-or-null.ts';
import { createSealer, type EncryptionKeys } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { readSample, type StoredValue } from './stored-values.ts';

export type KeyConfig = Pick<Config, 'encryptionKey' | 'otherEncryptionKey' | 'dataDir'>;

interface CheckedKeys {
  readonly keys: EncryptionKeys;
  /** the key that opens the stored values; null if there are none */
  readonly inUse: Buffer | null;
}

/**
 * The keys of this installation. A key is generated only if nothing is sealed yet: with existing sealed values it would
 * hide the loss of their key. Nothing else is written, so this may run before the migrations.
 * @throws ConfigurationError if the key is missing or opens none of the stored values
 */
export async function findEncryptionKeys(database: Pick<Database, 'query'>, config: KeyConfig): Promise<CheckedKeys> {
  const sample = await readSample(database);
  const current = config.encryptionKey ?? keyInFolder(config.dataDir, sample.length === 0);
  const keys = { current, other: config.otherEncryptionKey };
  if (sample.length === 0) return { keys, inUse: null };
  const inUse = [keys.current, keys.other].find((key) => key !== undefined && opensOne(key, sample));
  if (inUse === undefined) throw wrongKey();
  return { keys, inUse };
}

export function wrongKey(): ConfigurationError {
  return new ConfigurationError(
    'ENCRYPTION_KEY does not open the secrets in the database. Set the key that they were stored with; while one key replaces another, set the former as OTHER_ENCRYPTION_KEY until npm run rotate-key is done.',
  );
}

/** One is enough: a value sealed with a long-lost key must not keep the service from starting. */
function opensOne(key: Buffer, sample: readonly StoredValue[]): boolean {
  const sealer = createSealer({ current: key, other: undefined });
  return sample.some(({ column, rowId, sealed }) => openOrNull(sealer, column, rowId, sealed) !== null);
}

/** Only one service uses the embedded database and its folder. */
function keyInFolder(dataDir: string, mayBeGenerated: boolean): Buffer {
  const file = join(dataDir, 'encryption.key');
  if (!existsSync(file)) {
    if (!mayBeGenerated) {
      throw new ConfigurationError(
        `ENCRYPTION_KEY is missing: the database in DATA_DIR ${dataDir} holds sealed secrets, and ${file} is gone. Put the file back, or set ENCRYPTION_KEY to what it held.`,
      );
    }
    writeFileSync(`${file}.new`, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  const stored = encryptionKeySchema.safeParse(readFileSync(file, 'utf8').trim());
  if (!stored.success) {
    throw new ConfigurationError(`ENCRYPTION_KEY in ${file} is damaged: it must be 32 bytes in base64`);
  }
  return stored.data;
}
