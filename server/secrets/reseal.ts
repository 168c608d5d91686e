import { openOrNull } from '../platform/crypto/open-or-null.ts';
import type { Sealer } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { sealedColumns } from './sealed-columns.ts';
import { readNext, replaceValue, type StoredValue } from './stored-values.ts';

export interface Resealed {
  readonly resealed: number;
  /** values that another process replaced while they were being resealed */
  readonly changedMeanwhile: number;
  /** values that open with neither key, as `table.column` */
  readonly unreadable: readonly string[];
}

/**
 * Seals values again with the current key: those of the former format, or all that differ from the sealer's current
 * form. Each value is replaced separately, and only if it is still the one that was read. So this may run beside the
 * service, several times at once, and be killed at any moment.
 */
export async function reseal(
  database: Pick<Database, 'query'>,
  sealer: Sealer,
  which: 'formerFormat' | 'all',
): Promise<Resealed> {
  const isPrefixed = which === 'formerFormat';
  const filter = { prefix: isPrefixed ? 'v1.' : sealer.prefix, isPrefixed };
  const counts = { resealed: 0, changedMeanwhile: 0 };
  const unreadable: string[] = [];
  for (const column of Object.values(sealedColumns)) {
    let page = await readNext(database, column, filter, '');
    while (page.length > 0) {
      for (const value of page) {
        const outcome = await resealOne(database, sealer, value);
        if (outcome === 'unreadable') unreadable.push(`${column.table}.${column.column}`);
        else counts[outcome] += 1;
      }
      page = await readNext(database, column, filter, page.at(-1)?.rowId ?? '');
    }
  }
  return { ...counts, unreadable };
}

/**
 * Reseals all values that are not sealed with the current key, including those that a process with the other key stores
 * in the meantime.
 * @returns values that open with neither key are left
 */
export async function rotateKeys(
  database: Pick<Database, 'query'>,
  sealer: Sealer,
): Promise<Pick<Resealed, 'resealed' | 'unreadable'>> {
  let resealed = 0;
  for (;;) {
    const pass = await reseal(database, sealer, 'all');
    resealed += pass.resealed;
    if (pass.resealed + pass.changedMeanwhile === 0) return { resealed, unreadable: pass.unreadable };
  }
}

async function resealOne(
  database: Pick<Database, 'query'>,
  sealer: Sealer,
  value: StoredValue,
): Promise<'resealed' | 'changedMeanwhile' | 'unreadable'> {
  const { column, rowId, sealed } = value;
  const text = openOrNull(sealer, column, rowId, sealed);
  if (text === null) return 'unreadable';
  const isReplaced = await replaceValue(database, value, sealer.seal(column, rowId, text));
  return isReplaced ? 'resealed' : 'changedMeanwhile';
}
