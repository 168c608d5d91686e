import { expect, test } from 'vitest';
import { keep } from './keep.ts';

/** What is made when these names come one after another, of which two are kept. */
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

test('what is kept is not made again', () => {
  expect(madeFor('a', 'b', 'a', 'b')).toEqual(['a', 'b']);
});

test('one too many takes the place of all', () => {
  expect(madeFor('a', 'b', 'c', 'c', 'b', 'a')).toEqual(['a', 'b', 'c', 'b', 'a']);
});
