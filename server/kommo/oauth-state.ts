import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../crypto/seal.ts';
import type { PrismaClient } from '../database/generated/client.ts';

export type StateVerdict = 'good' | 'forged' | 'expired' | 'used';

/** The `state` of an installation that a person began here: signed, for ten minutes, for one use. */
export interface OauthStates {
  readonly issue: () => Promise<string>;
  /** Uses the state up when it is good. */
  readonly use: (state: string) => Promise<StateVerdict>;
}

/** ms */
const lifetime = 10 * 60_000;

export function createOauthStates(prisma: PrismaClient, encryptionKey: Buffer): OauthStates {
  const key = deriveKey(encryptionKey, 'oauth-state');
  const sign = (text: string) => createHmac('sha256', key).update(text).digest();

  return {
    issue: async () => {
      const nonce = randomBytes(16).toString('base64url');
      const expiresAt = new Date(Date.now() + lifetime);
      await prisma.oauthState.deleteMany({ where: { expiresAt: { lt: new Date() } } });
      await prisma.oauthState.create({ data: { nonce, expiresAt } });
      const text = `${nonce}.${expiresAt.getTime()}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    use: async (state) => {
      const [nonce = '', expiresAt = '', signature = '', ...more] = state.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(`${nonce}.${expiresAt}`);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
      const { count } = await prisma.oauthState.deleteMany({ where: { nonce } });
      if (Number(expiresAt) < Date.now()) return 'expired';
      return count === 1 ? 'good' : 'used';
    },
  };
}
