import { createHmac, createSecretKey } from 'node:crypto';
import { foldEmail } from '../ledger/email.ts';
import type { ErasedPerson } from '../platform/database/generated/client.ts';
import { keep } from '../platform/runtime/keep.ts';

/** By what an erased person is recognized: the folded e-mail address, or FastSpring's account id. */
export const identifierKinds = ['email', 'account'] as const;
type PersonKind = (typeof identifierKinds)[number] | 'name';

/** A keyed hash of one identifier of a person: addresses cannot be guessed without the key. */
export type HashPerson = (accountId: string, kind: PersonKind, value: string) => string;

/** @param key the service's own secret of the name `erased-people` */
export function createPersonHash(key: Buffer): HashPerson {
  // Passing the key as bytes instead makes each hash four times slower.
  const secret = createSecretKey(key);
  const known = new Map<string, string>();
  return (accountId, kind, value) => {
    const text = `${accountId}|${kind}|${value}`;
    return keep(known, knownAtMost, text, () => createHmac('sha256', secret).update(text).digest('base64url'));
  };
}

/** Any text of an event may be an account id, and most texts recur in every event: hashing them takes milliseconds. */
const knownAtMost = 20_000;

/** Recognizes an account's erased persons. */
export interface ErasedPeople {
  readonly isEmpty: boolean;
  /** the stub of the person with this e-mail address, however it is spelled */
  readonly ofEmail: (text: string) => string | null;
  /** the stub of the person with this FastSpring account */
  readonly ofAccount: (fastspringAccountId: string) => string | null;
}

export type Tombstone = Readonly<Pick<ErasedPerson, 'kind' | 'hash' | 'stub'>>;

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

/** Names are compared regardless of letter case and repeated spaces. */
export function hashName(hashPerson: HashPerson, accountId: string, name: string): string {
  return hashPerson(accountId, 'name', name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim());
}
