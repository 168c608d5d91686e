import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { minute } from '../../platform/time/units.ts';

/** `good` states may have been used already: the installation that uses a state keeps its nonce. */
export type StateVerdict = { readonly kind: 'good'; readonly nonce: string } | { readonly kind: 'forged' | 'expired' };

/** The `state` of an installation that a person began here: signed, valid for ten minutes. */
export interface OauthStates {
  /** Stores nothing: anybody may ask for any number of them. */
  readonly issue: () => string;
  readonly read: (state: string) => StateVerdict;
}

/** ms */
const lifetime = 10 * minute;

/** @param secret the service's own, named `oauth-state` */
export function createOauthStates(secret: Buffer): OauthStates {
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest();

  return {
    issue: () => {
      const text = `${randomBytes(16).toString('base64url')}.${Date.now() + lifetime}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    read: (state) => {
      const [nonce = '', expiresAt = '', signature = '', ...more] = state.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(`${nonce}.${expiresAt}`);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return { kind: 'forged' };
      }
      return Number(expiresAt) < Date.now() ? { kind: 'expired' } : { kind: 'good', nonce };
    },
  };
}
