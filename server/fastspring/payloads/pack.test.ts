import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneOfEach } from '../../../testing/server/fastspring/one-of-each.ts';
import { pack, unpack } from './pack.ts';

test('every text comes back as it was, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      expect(unpack((await pack(text)).packed)).toBe(text);
    }),
  );
  const long = JSON.stringify({ notes: Array.from({ length: 20_000 }, (_, line) => `line ${line} ünïcode`) });
  const { bytes, packed } = await pack(long);
  expect(bytes).toBe(Buffer.byteLength(long));
  expect(unpack(packed)).toBe(long);
});

test('an event takes less than a sixth of its text', async () => {
  const texts = Object.values(oneOfEach(true)).map((event) => JSON.stringify(event));
  const packed = await Promise.all(texts.map(pack));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  expect(sum(packed.map((each) => each.packed.length)) * 6).toBeLessThan(sum(packed.map(({ bytes }) => bytes)));
});

test('stored payloads stay readable: neither the dictionary nor the format changes', () => {
  const dictionary = readFileSync(join(import.meta.dirname, 'dictionary-1.txt'));
  expect(createHash('sha256').update(dictionary).digest('hex')).toBe(
    'a15c3aeabc4cb6085cac7a806177633206a5ef024007b64230d5a11a500a0f85',
  );
  const stored = '01830e43b986a10fb9d06036d45f17dcaf0295111026f29c6890ab1b588cf0c4a8a1a5919e819e919e89095da6486b6b01';
  expect(unpack(Buffer.from(stored, 'hex'))).toBe(
    '{"id":"EV1","live":true,"processed":false,"type":"order.completed","created":1700000000000,"data":{"order":"O-1","id":"O-1","reference":"REF-1","buyerReference":null,"ipAddress":"192.0.2.44","completed":true,"changed":1700000000000,"changedValue":1700000000000,"changedInSeconds":1700000000}}',
  );
  expect(unpack(Buffer.of(0, 123, 125))).toBe('{}');
  expect(() => unpack(Buffer.of(2, 0))).toThrow('later version');
});
