import { expect, test } from 'vitest';
import { timeOrNull } from './moment.ts';

test.each([
  ['a millisecond after 1970 begins', 1, 1],
  ['a part of a millisecond', 1_763_640_000_000.9, 1_763_640_000_000],
  ['the last moment of the year 9999', Date.parse('9999-12-31T23:59:59.999Z'), 253_402_300_799_999],
  ['the first moment of the year 10000', 253_402_300_800_000, null],
  ['1970 itself, which stands for no date', 0, null],
  ['less than a millisecond after it', 0.9, null],
  ['a moment before it', -1, null],
  ['no number', Number.NaN, null],
  ['no end', Number.POSITIVE_INFINITY, null],
])('%s', (_when, milliseconds, moment) => {
  expect(timeOrNull(milliseconds)).toBe(moment);
});
