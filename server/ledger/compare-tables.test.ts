import { expect, test } from 'vitest';
import { compareTables, type LedgerRows, type LedgerTable, ledgerTables, type Row } from './compare-tables.ts';

function ledger(table: LedgerTable, rows: Readonly<Record<string, Row>>): LedgerRows {
  const empty = new Map<string, Row>();
  const tables = { facts: empty, orders: empty, subscriptions: empty, refunds: empty, customers: empty };
  return { ...tables, [table]: new Map(Object.entries(rows)) };
}

const differences = (stored: Row, expected: Row) =>
  compareTables(ledger('orders', { 'order-1': stored }), ledger('orders', { 'order-1': expected }));

test.each(ledgerTables)('missing and surplus rows of %s are found', (table) => {
  const stored = ledger(table, { both: { state: 'completed' }, surplus: { state: 'failed' } });
  const expected = ledger(table, { both: { state: 'completed' }, missing: { state: 'failed' } });
  expect(compareTables(stored, expected)).toEqual([
    { table, key: 'missing', kind: 'missing', columns: [] },
    { table, key: 'surplus', kind: 'surplus', columns: [] },
  ]);
});

test('a changed row lists each column with its stored and its expected value', () => {
  const stored = { state: 'completed', country: 'DE', total: '238' };
  const expected = { state: 'canceled', country: 'DE', total: '200' };
  expect(differences(stored, expected)).toEqual([
    {
      table: 'orders',
      key: 'order-1',
      kind: 'changed',
      columns: [
        { name: 'state', stored: '"completed"', expected: '"canceled"' },
        { name: 'total', stored: '"238"', expected: '"200"' },
      ],
    },
  ]);
});

test('a difference within an object is shown with sorted property names', () => {
  expect(differences({ tags: { b: 1, a: 1 } }, { tags: { a: 1, b: 2 } })).toMatchObject([
    { columns: [{ name: 'tags', stored: '{"a":1,"b":1}', expected: '{"a":1,"b":2}' }] },
  ]);
});

test.each(['total', 'tax', 'discount', 'payoutTotal', 'fee', 'payoutNet', 'price', 'monthly', 'nextChargeTotal'])(
  'the amount in %s is the same with or without zeros',
  (column) => {
    expect(differences({ [column]: '238' }, { [column]: '238.00' })).toEqual([]);
    expect(differences({ [column]: '238' }, { [column]: '238.01' })).toHaveLength(1);
  },
);

test.each<[string, unknown, unknown]>([
  ['an object with its keys in another order', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
  ['an empty and an absent column', undefined, null],
  ['objects in a list', [{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
])('%s are equal', (_what, stored, expected) => {
  expect(differences({ tags: stored, total: null }, { tags: expected, total: null })).toEqual([]);
});

test.each<[string, unknown, unknown]>([
  ['a list in another order', ['a', 'b'], ['b', 'a']],
  ['a list and an object with its numbers', ['a'], { 0: 'a' }],
  ['nothing and something', null, 'x'],
  ['text that looks like an amount', '1.0', '1'],
])('%s differ', (_what, stored, expected) => {
  expect(differences({ items: stored }, { items: expected })).toHaveLength(1);
});

test('an empty amount differs from zero', () => {
  expect(differences({ fee: null }, { fee: '0' })).toHaveLength(1);
  expect(differences({ fee: undefined }, { fee: null })).toEqual([]);
});
