import { SealBroken, type SealedColumn, type Sealer } from './seal.ts';

/** The sealed text; null if there is none, or if none of the keys opens it: then it counts as not saved. */
export function openOrNull(sealer: Sealer, column: SealedColumn, rowId: string, sealed: string | null): string | null {
  try {
    return sealed === null ? null : sealer.open(column, rowId, sealed);
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
