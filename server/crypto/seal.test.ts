import { expect, test } from 'vitest';
import { createSealer, SealBroken } from './seal.ts';

const key = Buffer.alloc(32, 1);

test('what was sealed opens again, and the same text never looks the same', () => {
  const sealer = createSealer(key, 'kommo-token');
  const sealed = [sealer.seal('clé 🔑'), sealer.seal('clé 🔑')];
  expect(sealed[0]).not.toBe(sealed[1]);
  expect(sealed.map(sealer.open)).toEqual(['clé 🔑', 'clé 🔑']);
  expect(sealer.open(sealer.seal(''))).toBe('');
});

test('a secret sealed for one purpose does not open for another', () => {
  const sealed = createSealer(key, 'kommo-token').seal('secret');
  expect(() => createSealer(key, 'webhook-secret').open(sealed)).toThrow(SealBroken);
});

test.each(['', 'v1.', 'v2.AAAA', 'plain text', 'v1.AAAA'])('%j is refused', (text) => {
  expect(() => createSealer(key, 'kommo-token').open(text)).toThrow(SealBroken);
});

test('a changed byte, a cut end and another key are noticed', () => {
  const sealed = createSealer(key, 'kommo-token').seal('secret');
  const changed = `${sealed.slice(0, -3)}${sealed.at(-3) === 'A' ? 'B' : 'A'}${sealed.slice(-2)}`;
  expect(() => createSealer(key, 'kommo-token').open(changed)).toThrow(SealBroken);
  expect(() => createSealer(key, 'kommo-token').open(sealed.slice(0, -4))).toThrow(SealBroken);
  expect(() => createSealer(Buffer.alloc(32, 2), 'kommo-token').open(sealed)).toThrow(SealBroken);
});
