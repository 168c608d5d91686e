import { expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

function start() {
  let time = 1_000;
  const mayGo = createThrottle(3, 60_000, () => time);
  return { mayGo, letTimePass: (ms: number) => (time += ms) };
}

test('each key may go once in a period, independently of other keys', () => {
  const { mayGo, letTimePass } = start();
  expect(['a', 'b', 'a'].map(mayGo)).toEqual([true, true, false]);
  letTimePass(59_999);
  expect(mayGo('a')).toBe(false);
  letTimePass(1);
  expect(['a', 'b'].map(mayGo)).toEqual([true, true]);
});

test('the number of keys in a period is limited', () => {
  const { mayGo, letTimePass } = start();
  expect(['a', 'b', 'c', 'd', 'e'].map(mayGo)).toEqual([true, true, true, false, false]);
  letTimePass(60_000);
  expect(mayGo('d')).toBe(true);
});
