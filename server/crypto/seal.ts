import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps a text unreadable at rest. */
export interface Sealer {
  readonly seal: (text: string) => string;
  /** @throws SealBroken when the text was not sealed with this key and purpose */
  readonly open: (sealed: string) => string;
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor() {
    super('A stored secret cannot be read with this ENCRYPTION_KEY. Use the key that it was stored with.');
  }
}

const version = 'v1';
const nonceLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM under a key derived for one purpose, so that what was sealed as one kind of secret cannot be passed off
 * as another. The result is `v1.` and base64url of nonce, tag and ciphertext.
 * @param key 32 bytes
 */
export function createSealer(key: Buffer, purpose: string): Sealer {
  const derived = deriveKey(key, purpose);
  return {
    seal: (text) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', derived, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open: (sealed) => {
      const [mark, encoded] = sealed.split('.');
      const bytes = Buffer.from(encoded ?? '', 'base64url');
      if (mark !== version || bytes.length < nonceLength + tagLength) throw new SealBroken();
      try {
        const decipher = createDecipheriv('aes-256-gcm', derived, bytes.subarray(0, nonceLength));
        decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
        return decipher.update(bytes.subarray(nonceLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new SealBroken();
      }
    },
  };
}

/** A key of its own for every purpose (HKDF-SHA256): a signature made for one thing is worth nothing for another. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `kommo-fastspring/${purpose}`, 32));
}
