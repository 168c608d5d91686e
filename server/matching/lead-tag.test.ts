import { describe, expect, test } from 'vitest';
import { createSealer, deriveKey } from '../crypto/seal.ts';
import { createLeadTags, leadTagName } from './lead-tag.ts';

const key = Buffer.alloc(32, 7);
const account = 31_361_463;
const leadTags = createLeadTags(key);
const signed = leadTags.sign(152_464, account);
const [, signature = ''] = signed.split('.');

const read = (value: string, name = leadTagName, accountId: number | null = account) =>
  leadTags.read({ campaign: 'autumn', [name]: value }, accountId);

test('a signed tag names its lead, and is short enough for an address and a tag', () => {
  expect(read(signed)).toEqual({ leadId: 152_464, kind: 'signed', value: signed });
  expect(signed).toMatch(/^[\w.-]{1,38}$/);
  expect(leadTags.sign(999_999_999_999_999, account).length).toBeLessThanOrEqual(38);
  expect(createLeadTags(key).sign(152_464, account)).toBe(signed);
});

describe('a signature is worth nothing', () => {
  test.each([
    ['on another lead', `152465.${signature}`, account],
    ['on the lead with a zero more', `1524640.${signature}`, account],
    ['in another account', signed, 31_361_464],
    ['while the account is unknown', signed, null],
    ['cut', signed.slice(0, -1), account],
    ['with a letter changed', `${signed.slice(0, -1)}${signed.endsWith('A') ? 'Q' : 'A'}`, account],
    ['with something behind it', `${signed}A`, account],
    ['twice', `${signed}.${signature}`, account],
    ['in other letters', `152464.${signature.toLowerCase()}`, account],
    ['that is empty but for a dot', '152464..', account],
    ['of a key for another purpose', `152464.${otherPurpose()}`, account],
    ['of a sealed text', `152464.${createSealer(key, 'lead-tag').seal('x').slice(3, 25)}`, account],
    ['of another installation', createLeadTags(Buffer.alloc(32, 8)).sign(152_464, account), account],
  ])('%s', (_what, value, accountId) => {
    expect(read(value, leadTagName, accountId)).toMatchObject({ kind: 'forged' });
  });

  /** The same text, signed with a key that something else of this service uses. */
  function otherPurpose(): string {
    return createLeadTags(deriveKey(key, 'kommo-token')).sign(152_464, account).split('.')[1] ?? '';
  }
});

test.each(['kommo_lead', 'Kommo Lead', 'leadId', 'lead_id', 'LEAD', 'kommoLeadId'])(
  'a shop’s own tag %j names a lead without proof',
  (name) => {
    expect(read('152464', name)).toEqual({ leadId: 152_464, kind: 'bare', value: '152464' });
  },
);

test.each(['', '0', '-5', 'facebook', '152464 and more', '0152464', '9'.repeat(16), '１５'])(
  '%j names no lead',
  (value) => {
    expect(read(value)).toBeNull();
  },
);

test('other tags name none, and a signed one goes before a bare one', () => {
  expect(read('152464', 'leaderboard')).toBeNull();
  expect(leadTags.read({}, account)).toBeNull();
  expect(leadTags.read({ lead: '7', leadId: '8.forged', kommo_lead: signed }, account)).toMatchObject({
    leadId: 152_464,
    kind: 'signed',
  });
});
