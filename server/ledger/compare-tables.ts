import Big from 'big.js';

export const ledgerTables = ['facts', 'orders', 'subscriptions', 'refunds', 'customers'] as const;
export type LedgerTable = (typeof ledgerTables)[number];

/** A row without its account and key. The customer is given as `identity`: ids differ between ledgers. */
export type Row = Readonly<Record<string, unknown>> & { readonly identity?: string | null };
/** by the table's own key: fact key, order id, subscription id, refund key, identity */
export type LedgerRows = Readonly<Record<LedgerTable, ReadonlyMap<string, Row>>>;

export interface Difference {
  readonly table: LedgerTable;
  readonly key: string;
  /** missing: in the events but not in the table; surplus: the reverse */
  readonly kind: 'missing' | 'surplus' | 'changed';
  /** the differing columns, as JSON; empty unless `changed` */
  readonly columns: readonly { readonly name: string; readonly stored: string; readonly expected: string }[];
}

/** The differences between the stored tables and the events, table by table. */
export function compareTables(stored: LedgerRows, expected: LedgerRows): readonly Difference[] {
  return ledgerTables.flatMap((table) => [
    ...[...expected[table]].flatMap(([key, row]) => compareRow(table, key, stored[table].get(key), row)),
    ...[...stored[table].keys()]
      .filter((key) => !expected[table].has(key))
      .map((key): Difference => ({ table, key, kind: 'surplus', columns: [] })),
  ]);
}

function compareRow(table: LedgerTable, key: string, stored: Row | undefined, expected: Row): readonly Difference[] {
  if (stored === undefined) return [{ table, key, kind: 'missing', columns: [] }];
  const columns = Object.keys(expected)
    .map((name) => ({ name, stored: asText(name, stored[name]), expected: asText(name, expected[name]) }))
    .filter((column) => column.stored !== column.expected);
  return columns.length === 0 ? [] : [{ table, key, kind: 'changed', columns }];
}

export const amounts: readonly string[] = [
  'total',
  'tax',
  'discount',
  'payoutTotal',
  'fee',
  'payoutNet',
  'price',
  'monthly',
  'nextChargeTotal',
];

/**
 * The same text for equal values, computed or read back: Postgres keeps neither zeros nor the order of property names.
 */
function asText(name: string, value: unknown): string {
  const amount = value !== null && value !== undefined && amounts.includes(name);
  return JSON.stringify(amount ? new Big(String(value)).toFixed() : (value ?? null), (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
