import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

function open() {
  let time = 1_000;
  const pace = createPace(10, 1_000, () => time);
  const goAt = (party: string) => {
    time += pace.waitFor(party);
    pace.go(party);
    return time - 1_000;
  };
  return { goAt, letTimePass: (ms: number) => (time += ms) };
}

test('half of a window goes at once, and the rest evenly: as many as the window has', () => {
  const { goAt } = open();
  const times = Array.from({ length: 16 }, () => goAt('acme'));
  expect(times.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 100]);
  expect(times.at(-1)).toBe(1_100);
});

test('no party waits for the pace of another, and a pause gives the half back', () => {
  const { goAt, letTimePass } = open();
  for (let count = 0; count < 5; count += 1) goAt('acme');
  expect(goAt('other')).toBe(0);
  letTimePass(500);
  expect([goAt('acme'), goAt('acme'), goAt('acme'), goAt('acme'), goAt('acme'), goAt('acme')]).toEqual([
    500, 500, 500, 500, 500, 600,
  ]);
});
