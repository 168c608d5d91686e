import { expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

function start() {
  let time = 1_000;
  const mayGo = createThrottle(3, 60_000, () => time);
  return { mayGo, letTimePass: (ms: number) => (time += ms) };
}

test('each key goes once in a period, whatever other keys do', () => {
  const { mayGo, letTimePass } = start();
  expect(['a', 'b', 'a'].map(mayGo)).toEqual([true, true, false]);
  letTimePass(59_999);
  expect(mayGo('a')).toBe(false);
  letTimePass(1);
  expect(['a', 'b'].map(mayGo)).toEqual([true, true]);
});

test('only so many keys go in a period', () => {
  const { mayGo, letTimePass } = start();
  expect(['a', 'b', 'c', 'd', 'e'].map(mayGo)).toEqual([true, true, true, false, false]);
  letTimePass(60_000);
  expect(mayGo('d')).toBe(true);
});
