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

test('one too many replaces the one that was asked for the longest time ago', () => {
  expect(madeFor('a', 'b', 'a', 'c', 'a', 'b')).toEqual(['a', 'b', 'c', 'b']);
});
