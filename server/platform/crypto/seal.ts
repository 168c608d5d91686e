import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** 32 bytes each. `other` also opens values, while one key replaces the other. */
export interface EncryptionKeys {
  readonly current: Buffer;
  readonly other: Buffer | undefined;
}

/** A column of sealed values: see sealed-columns.ts. */
export interface SealedColumn {
  readonly table: string;
  /** the table's primary key */
  readonly id: string;
  readonly column: string;
  /** of values in format v1, which had one key per purpose; null for newer columns */
  readonly purpose: string | null;
}

/** Encrypts texts at rest, each bound to its place in the database. */
export interface Sealer {
  /** under the current key */
  readonly seal: (column: SealedColumn, rowId: string, text: string) => string;
  /** @throws SealBroken if the text was not sealed for this column of this row with one of the keys */
  readonly open: (column: SealedColumn, rowId: string, sealed: string) => string;
  /** the prefix of every value from `seal`: other values have an older format or the other key */
  readonly prefix: string;
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor() {
    super('A stored secret cannot be read with this ENCRYPTION_KEY. Use the key that it was stored with.');
  }
}

const nonceLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM. The result is `v2.`, the id of the key, a dot, and base64url of nonce, tag and ciphertext; table, row and
 * column are authenticated with it, so that a value copied elsewhere does not open there. Values of format v1 (`v1.`
 * and the same bytes, bound only to a purpose) open as well.
 */
export function createSealer({ current, other }: EncryptionKeys): Sealer {
  const keys = [current, ...(other === undefined ? [] : [other])];
  const sealingKeys = new Map(keys.map((key) => [keyIdOf(key), deriveKey(key, 'sealed-values')]));
  const prefix = `v2.${keyIdOf(current)}.`;
  const sealingKey = deriveKey(current, 'sealed-values');

  function openFormer(purpose: string | null, bytes: Buffer): string {
    if (purpose === null) throw new SealBroken();
    for (const key of keys) {
      const text = decrypt(deriveKey(key, purpose), bytes, '');
      if (text !== null) return text;
    }
    throw new SealBroken();
  }

  return {
    prefix,
    seal: (column, rowId, text) => prefix + encrypt(sealingKey, text, placeOf(column, rowId)).toString('base64url'),
    open: (column, rowId, sealed) => {
      const [version, ...parts] = sealed.split('.');
      if (version === 'v1') return openFormer(column.purpose, Buffer.from(parts.join('.'), 'base64url'));
      const [keyId = '', encoded = '', ...more] = parts;
      const key = sealingKeys.get(keyId);
      if (version !== 'v2' || key === undefined || more.length > 0) throw new SealBroken();
      const text = decrypt(key, Buffer.from(encoded, 'base64url'), placeOf(column, rowId));
      if (text === null) throw new SealBroken();
      return text;
    },
  };
}

function placeOf({ table, column }: SealedColumn, rowId: string): string {
  return `${table}/${rowId}/${column}`;
}

function encrypt(key: Buffer, text: string, place: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** null if it was not encrypted with this key for this place */
function decrypt(key: Buffer, bytes: Buffer, place: string): string | null {
  if (bytes.length < nonceLength + tagLength) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
  try {
    return decipher.update(bytes.subarray(nonceLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    // `final` throws if the tag does not match: https://nodejs.org/api/crypto.html#decipherfinaloutputencoding
    return null;
  }
}

/** Distinguishes keys without revealing them: 48 bits derived one-way from the key. */
function keyIdOf(key: Buffer): string {
  return deriveKey(key, 'key-id').subarray(0, 6).toString('base64url');
}

/** A separate key for every purpose (HKDF-SHA256): a signature for one purpose is worthless for another. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `kommo-fastspring/${purpose}`, 32));
}
