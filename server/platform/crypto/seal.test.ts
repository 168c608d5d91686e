import { expect, test } from 'vitest';
import { sealAsV1 } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { createSealer, deriveKey, SealBroken } from './seal.ts';

const key = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);
const sealer = createSealer({ current: key, other: undefined });
const { accessToken, refreshToken, webhookSecret, serviceSecret } = sealedColumns;

test('a sealed text opens again, and two seals of the same text differ', () => {
  const sealed = [sealer.seal(accessToken, 'a', 'clé 🔑'), sealer.seal(accessToken, 'a', 'clé 🔑')];
  expect(sealed[0]).not.toBe(sealed[1]);
  expect(sealed.map((one) => sealer.open(accessToken, 'a', one))).toEqual(['clé 🔑', 'clé 🔑']);
  expect(sealer.open(accessToken, 'a', sealer.seal(accessToken, 'a', ''))).toBe('');
});

test('a value shows its format and key id, and reveals nothing of the key', () => {
  const sealed = sealer.seal(accessToken, 'a', 'secret');
  expect(sealed).toMatch(/^v2\.[\w-]{8}\.[\w-]{46}$/);
  expect(sealed.startsWith(sealer.prefix)).toBe(true);
  expect(createSealer({ current: newKey, other: key }).prefix).not.toBe(sealer.prefix);
  const keyId = Buffer.from(sealed.split('.')[1] ?? '', 'base64url');
  expect(deriveKey(key, 'sealed-values').includes(keyId)).toBe(false);
});

test.each([
  ['another row', accessToken, 'b'],
  ['another column of the row', refreshToken, 'a'],
  ['another table', webhookSecret, 'a'],
])('a value copied to %s does not open there', (_where, column, rowId) => {
  const sealed = sealer.seal(accessToken, 'a', 'secret');
  expect(() => sealer.open(column, rowId, sealed)).toThrow(SealBroken);
});

test.each(['', 'v1.', 'v1.AAAA', 'v2.', 'v2.AAAA', 'v2..', 'v3.AAAA.AAAA', 'plain text', `${sealer.prefix}AAAA`])(
  '%j is refused',
  (text) => {
    expect(() => sealer.open(accessToken, 'a', text)).toThrow(SealBroken);
  },
);

test('a changed byte, a cut end, appended bytes, another key and another key’s id are detected', () => {
  const sealed = sealer.seal(accessToken, 'a', 'secret');
  const changed = `${sealed.slice(0, -3)}${sealed.at(-3) === 'A' ? 'B' : 'A'}${sealed.slice(-2)}`;
  const newSealer = createSealer({ current: newKey, other: undefined });
  const renamed = sealed.replace(sealer.prefix, newSealer.prefix);
  for (const [opener, text] of [
    [sealer, changed],
    [sealer, sealed.slice(0, -4)],
    [sealer, `${sealed}.AAAA`],
    [newSealer, sealed],
    [newSealer, renamed],
  ] as const) {
    expect(() => opener.open(accessToken, 'a', text)).toThrow(SealBroken);
  }
});

test('during a change of keys both open values, and only the current one seals', () => {
  const before = sealer.seal(accessToken, 'a', 'old');
  const changing = createSealer({ current: newKey, other: key });
  expect(changing.open(accessToken, 'a', before)).toBe('old');
  const after = changing.seal(accessToken, 'a', 'new');
  expect(createSealer({ current: newKey, other: undefined }).open(accessToken, 'a', after)).toBe('new');
  expect(createSealer({ current: key, other: newKey }).open(accessToken, 'a', after)).toBe('new');
  expect(() => sealer.open(accessToken, 'a', after)).toThrow(SealBroken);
});

test('values of the previous version open with either key, only for their purpose', () => {
  const former = sealAsV1('kommo-token', 'secret', key);
  expect(sealer.open(accessToken, 'a', former)).toBe('secret');
  expect(createSealer({ current: newKey, other: key }).open(accessToken, 'a', former)).toBe('secret');
  expect(() => createSealer({ current: newKey, other: undefined }).open(accessToken, 'a', former)).toThrow(SealBroken);
  expect(() => sealer.open(webhookSecret, 'a', former)).toThrow(SealBroken);
  expect(() => sealer.open(serviceSecret, 'a', sealAsV1('null', 'secret', key))).toThrow(SealBroken);
});
