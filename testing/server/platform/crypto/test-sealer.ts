import { createCipheriv, randomBytes } from 'node:crypto';
import { createSealer, deriveKey } from '../../../../server/platform/crypto/seal.ts';

export const encryptionKey = Buffer.alloc(32, 7);
/** The sealer of every test. */
export const testSealer = createSealer({ current: encryptionKey, other: undefined });

/** The service's own secret, under any name. */
export const testSecret = Buffer.alloc(32, 9);

/** As sealed by the version before v2: bound to a purpose and to no place. */
export function sealAsV1(purpose: string, text: string, key: Buffer = encryptionKey): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(key, purpose), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}
