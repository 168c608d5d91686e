import { expect, test } from 'vitest';
import { keep } from './keep.ts';

/** The values made for these names in turn, when two are kept. */
function madeFor(...names: readonly string[]): readonly string[] {
  const [kept, made] = [new Map<string, string>(), [] as string[]];
  const make = (name: string) => () => {
    made.push(name);
    return name.toUpperCase();
  };
  for (const name of names) expect(keep(kept, 2, name, make(name))).toBe(name.toUpperCase());
  expect(kept.size).toBeLessThanOrEqual(2);
  return made;
}

test('a kept value is not made again', () => {
  expect(madeFor('a', 'b', 'a', 'b')).toEqual(['a', 'b']);
});

test('what is kept stays by how lately it was asked for, among more than a few', () => {
  const [kept, made] = [new Map<string, string>(), [] as string[]];
  const ask = (name: string) => keep(kept, 4, name, () => `${made.push(name)}`);
  for (const name of ['a', 'b', 'a', 'c', 'a', 'd', 'a', 'e', 'a', 'f', 'a']) ask(name);
  expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('one too many replaces the one that was asked for the longest time ago', () => {
  expect(madeFor('a', 'b', 'a', 'c', 'a', 'b')).toEqual(['a', 'b', 'c', 'b']);
});
