import { expect, it } from 'vitest';
import { monthsOf } from './months.ts';

const now = new Date(2026, 10, 20, 12).getTime();
const named = (year: number, month: number) => expect.objectContaining({ year, month: month - 1 });
const sum = { month: '2026-11', currency: 'EUR', paid: '0.30', refunded: '20.00', expected: '10.00' };

it('shows twelve months that end with the current one', () => {
  const months = monthsOf([], 'EUR', now);
  expect(months).toHaveLength(12);
  expect(months[0]).toEqual(named(2025, 12));
  expect(months[11]).toEqual({ year: 2026, month: 10, paid: '0', refunded: '0', expected: '0' });
});

it('shows the sums of one currency, each in its month', () => {
  const sums = [sum, { ...sum, month: '2026-01', paid: '50.00' }, { ...sum, month: '2026-02', currency: 'USD' }];
  const months = monthsOf(sums, 'EUR', now);
  expect(months[11]).toMatchObject({ paid: '0.30', refunded: '20.00', expected: '10.00' });
  expect(months[1]).toMatchObject({ year: 2026, month: 0, paid: '50.00' });
  expect(months[2]).toMatchObject({ paid: '0' });
});

it('adds the next month when a charge is expected in it', () => {
  const months = monthsOf([{ ...sum, month: '2026-12' }], 'EUR', now);
  expect(months).toHaveLength(13);
  expect(months[12]).toMatchObject({ ...named(2026, 12).sample, expected: '10.00' });
  expect(monthsOf([{ ...sum, month: '2026-12', expected: '0' }], 'EUR', now)).toHaveLength(12);
});

it('leaves out older months', () => {
  expect(monthsOf([{ ...sum, month: '2025-11' }], 'EUR', now).every(({ paid }) => paid === '0')).toBe(true);
});
