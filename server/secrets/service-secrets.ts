import { randomBytes } from 'node:crypto';
import { openOrNull } from '../platform/crypto/open-or-null.ts';
import { deriveKey, type Sealer } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { wrongKey } from './encryption-keys.ts';
import { sealedColumns } from './sealed-columns.ts';

/** Add a name to get another secret. Each is 32 random bytes, and stays the same when ENCRYPTION_KEY changes. */
const names = ['erased-people', 'lead-tag', 'oauth-state'] as const;
type ServiceSecretName = (typeof names)[number];

/** Derived from ENCRYPTION_KEY by earlier versions: old signatures stay valid. */
const formerlyDerived: ReadonlySet<string> = new Set(['lead-tag', 'oauth-state']);

export type SecretOf = (name: ServiceSecretName) => Buffer;

/**
 * Creates the missing secrets, and opens all.
 * @param inUse the key of values of earlier versions; null if there are none
 * @throws ConfigurationError if they are sealed with another key
 */
export async function openServiceSecrets(
  { prisma }: Pick<Database, 'prisma'>,
  sealer: Sealer,
  inUse: Buffer | null,
): Promise<SecretOf> {
  const isMissing = (stored: readonly { name: string }[]) => (name: string) => stored.every((row) => row.name !== name);
  const present = await prisma.serviceSecret.findMany();
  const missing = names.filter(isMissing(present));
  // Another process may create them at the same time; the first one counts.
  const data = missing.map((name) => ({
    name,
    value: sealer.seal(sealedColumns.serviceSecret, name, firstValue(name, inUse).toString('base64')),
  }));
  if (data.length > 0) await prisma.serviceSecret.createMany({ data, skipDuplicates: true });
  const stored = data.length > 0 ? await prisma.serviceSecret.findMany() : present;
  const secrets = new Map(stored.map(({ name, value }) => [name, Buffer.from(open(name, value), 'base64')]));
  return (name) => {
    const secret = secrets.get(name);
    if (secret === undefined) throw new Error(`The service has no secret ${name}`);
    return secret;
  };

  function open(name: string, value: string): string {
    const opened = openOrNull(sealer, sealedColumns.serviceSecret, name, value);
    if (opened === null) throw wrongKey();
    return opened;
  }
}

function firstValue(name: string, inUse: Buffer | null): Buffer {
  return inUse !== null && formerlyDerived.has(name) ? deriveKey(inUse, name) : randomBytes(32);
}
