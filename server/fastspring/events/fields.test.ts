import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  country,
  currency,
  decimal,
  flag,
  identifier,
  linked,
  list,
  localized,
  objectOrId,
  objectOrIdAs,
  tags,
  text,
  time,
  wholeNumber,
} from './fields.ts';

/** Numbers come as their digits, see server/fastspring/json.ts. */
function reads(field: z.ZodType, rows: readonly (readonly [value: unknown, read: unknown])[]): void {
  test.each(rows)('%j is %j', (value, read) => {
    expect(field.parse(value)).toEqual(read);
  });
}

describe('a text', () => {
  reads(text, [
    ['Pro plan', 'Pro plan'],
    ['  Pro plan\n', 'Pro plan'],
    ['x', 'x'],
    ['', null],
    ['   ', null],
    ['null', null],
    ['x'.repeat(1_000), 'x'.repeat(1_000)],
    ['x'.repeat(1_001), null],
    [null, null],
    [undefined, null],
    [{}, null],
    [true, null],
  ]);
});

describe('an id', () => {
  reads(identifier, [
    ['O-1', 'O-1'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['x'.repeat(256), null],
    ['', null],
    [undefined, null],
    [[], null],
  ]);
});

describe('an object, or its id where expansion is off', () => {
  reads(objectOrId(z.object({ id: identifier })), [
    ['O-1', 'O-1'],
    [{ id: 'O-1' }, { id: 'O-1' }],
    ['x'.repeat(256), null],
    ['', null],
    [null, null],
    [undefined, null],
    [7, null],
  ]);
});

describe('the same as an object', () => {
  reads(objectOrIdAs('id', z.object({ id: identifier, name: text })), [
    [' O-1 ', { id: 'O-1', name: null }],
    [
      { id: 'O-1', name: 'First' },
      { id: 'O-1', name: 'First' },
    ],
    [{}, { id: null, name: null }],
    ['x'.repeat(256), null],
    ['null', null],
    [undefined, null],
    [7, null],
  ]);
});

describe('the same as its id and what was shown', () => {
  const shape = z.object({ id: identifier, order: identifier });
  reads(
    linked(shape, ({ id, order }) => id ?? order),
    [
      ['O-1', { id: 'O-1', shown: null }],
      [{ order: 'O-1' }, { id: 'O-1', shown: { id: null, order: 'O-1' } }],
      [{}, { id: null, shown: { id: null, order: null } }],
      [null, { id: null, shown: null }],
      [undefined, { id: null, shown: null }],
      [7, { id: null, shown: null }],
    ],
  );
});

describe('an amount', () => {
  reads(decimal, [
    ['4E+1', '40'],
    ['14.950', '14.95'],
    ['many', null],
    [null, null],
    [undefined, null],
    [{}, null],
  ]);
});

describe('a whole number', () => {
  reads(wholeNumber, [
    ['2', 2],
    ['2.0', 2],
    ['-1', -1],
    ['999999999', 999_999_999],
    ['1000000000', null],
    ['1.5', null],
    ['two', null],
    [null, null],
    [undefined, null],
    [[], null],
  ]);
});

describe('a time', () => {
  reads(time, [
    ['1763640000000', 1_763_640_000_000],
    ['1.76364E12', 1_763_640_000_000],
    ['Fri May 09 17:00:00 UTC 2025', Date.UTC(2025, 4, 9, 17)],
    ['Fri May 9 17:00:00 GMT 2025', Date.UTC(2025, 4, 9, 17)],
    ['Fri May 09 09:00:00 PST 2025', Date.UTC(2025, 4, 9, 17)],
    ['on Fri May 09 17:00:00 UTC 2025', null],
    ['Fri May 09 17:00:00 UTC 2025 or so', null],
    ['Fri May 09 17:00:00 UTC 2025 (Friday)', null],
    ['Fri May 09 17:00:00 2025', null],
    ['2025-05-09', null],
    ['0', null],
    [null, null],
    [undefined, null],
    [true, null],
  ]);
});

describe('a yes or no', () => {
  reads(flag, [
    [true, true],
    [false, false],
    [null, null],
    [undefined, null],
    ['false', null],
  ]);
});

describe('a list', () => {
  reads(list(z.object({ id: identifier })), [
    [
      [{ id: 'O-1' }, 'O-2', null],
      [{ id: 'O-1' }, null, null],
    ],
    [[], []],
    [{}, []],
    [null, []],
    [undefined, []],
  ]);
});

describe('a currency', () => {
  reads(currency, [
    ['EUR', 'EUR'],
    [' eur ', 'EUR'],
    ['EURO', null],
    ['EU', null],
    ['€', null],
    ['', null],
    [null, null],
    [undefined, null],
  ]);
});

describe('a country', () => {
  reads(country, [
    ['DE', 'DE'],
    [' de ', 'DE'],
    ['DEU', null],
    ['D', null],
    ['Germany', null],
    [null, null],
    [undefined, null],
  ]);
});

describe('tags', () => {
  reads(tags, [
    [
      { lead: '152464', on: true, off: false },
      { lead: '152464', on: 'true', off: 'false' },
    ],
    [{ nothing: null, nested: {}, lead: '7' }, { lead: '7' }],
    [{}, {}],
    [[], {}],
    ['lead=7', {}],
    [null, {}],
    [undefined, {}],
  ]);
});

describe('a text in several languages', () => {
  reads(localized, [
    ['Pro plan', 'Pro plan'],
    [{ de: 'Pro-Tarif', en: 'Pro plan' }, 'Pro plan'],
    [{ de: 'Pro-Tarif' }, 'Pro-Tarif'],
    [{ en: '', de: null, fr: 'Offre Pro' }, 'Offre Pro'],
    [{ de: null }, null],
    [{}, null],
    ['', null],
    [null, null],
    [undefined, null],
    [true, null],
  ]);
});
