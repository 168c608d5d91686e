import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pinTo } from './pin.ts';

const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 });
const keys = Array.from({ length: 1_000 }, (_, index) => `account ${index}`);
const count = (list: readonly string[], name: string) => keys.filter((key) => pinTo(list, key) === name).length;

test('the order of the list does not matter', () => {
  fc.assert(
    fc.property(names, fc.string(), (list, key) => {
      expect(list).toContain(pinTo(list, key));
      expect(pinTo(list.toReversed(), key)).toBe(pinTo(list, key));
    }),
  );
});

test('a further name takes keys for itself, and moves none between the others', () => {
  fc.assert(
    fc.property(names, fc.string({ minLength: 1 }), fc.string(), (list, further, key) => {
      expect([further, pinTo(list, key)]).toContain(pinTo([...list, further], key));
    }),
  );
});

test('a thousand accounts are spread about evenly, and a fourth address takes its share of each', () => {
  const three = ['direct', 'http://one.example:3128', 'http://two.example:3128'];
  const four = [...three, 'http://three.example:3128'];
  for (const name of three) expect(Math.abs(count(three, name) - 333)).toBeLessThan(60);
  for (const name of four) expect(Math.abs(count(four, name) - 250)).toBeLessThan(60);
});

test('what an account is pinned to stays the same from version to version', () => {
  const list = ['direct', 'http://one.example:3128', 'berlin'];
  const accounts = ['0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7', 'acme'];
  expect(accounts.map((account) => pinTo(list, account))).toMatchInlineSnapshot(`
    [
      "http://one.example:3128",
      "http://one.example:3128",
      "berlin",
    ]
  `);
});

test('nothing can be pinned to nothing', () => {
  expect(() => pinTo([], 'acme')).toThrow(RangeError);
});
