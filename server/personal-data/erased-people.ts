import { createHmac, createSecretKey } from 'node:crypto';
import { foldEmail } from '../ledger/email.ts';
import { keep } from '../platform/runtime/keep.ts';

type PersonKind = 'email' | 'account' | 'name';

/** A keyed hash of one word by which a person is recognized: addresses cannot be guessed without the key. */
export type HashPerson = (accountId: string, kind: PersonKind, value: string) => string;

/** @param key the service's own secret of the name `erased-people` */
export function createPersonHash(key: Buffer): HashPerson {
  // With the bytes of a key instead, each hash takes four times as long.
  const secret = createSecretKey(key);
  const known = new Map<string, string>();
  return (accountId, kind, value) => {
    const text = `${accountId}|${kind}|${value}`;
    return keep(known, knownAtMost, text, () => createHmac('sha256', secret).update(text).digest('base64url'));
  };
}

/** Every text of an event may be an account's id, and most of them stand in every event: hashing them takes milliseconds. */
const knownAtMost = 20_000;

/** By what an account's erased persons are recognized. */
export interface ErasedPeople {
  readonly isEmpty: boolean;
  /** the stub of the person with this e-mail address, however it is spelled */
  readonly ofEmail: (text: string) => string | null;
  /** the stub of the person with this FastSpring account */
  readonly ofAccount: (fastspringAccountId: string) => string | null;
}

export interface Tombstone {
  readonly kind: string;
  readonly hash: string;
  readonly stub: string;
}

export function erasedPeopleOf(
  hashPerson: HashPerson,
  accountId: string,
  tombstones: readonly Tombstone[],
): ErasedPeople {
  const stubs = new Map(tombstones.map(({ kind, hash, stub }) => [`${kind}|${hash}`, stub]));
  const stubOf = (kind: PersonKind, value: string) =>
    stubs.get(`${kind}|${hashPerson(accountId, kind, value)}`) ?? null;
  return {
    isEmpty: stubs.size === 0,
    ofAccount: (id) => (stubs.size === 0 ? null : stubOf('account', id)),
    ofEmail: (text) => {
      const folded = stubs.size === 0 ? null : foldEmail(text);
      return folded === null ? null : stubOf('email', folded);
    },
  };
}

/** A name is compared without its letter case and doubled spaces. */
export function hashName(hashPerson: HashPerson, accountId: string, name: string): string {
  return hashPerson(accountId, 'name', name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim());
}
