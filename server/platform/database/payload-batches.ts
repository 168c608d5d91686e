/** Rows per transaction: with more rows, one failure costs the others more repetitions. */
export const payloadsTogether = 100;
/** bytes of payload in memory at a time; a single payload may have megabytes */
const bytesTogether = 4 * 1024 * 1024;

/**
 * Splits rows with payloads into batches of bounded length and size, in order; a larger payload is a batch by itself.
 */
export function inBatches<Row extends { readonly bytes: number }>(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const batch = batches.at(-1);
    bytes += row.bytes;
    if (batch === undefined || batch.length === payloadsTogether || bytes > bytesTogether) {
      batches.push([row]);
      bytes = row.bytes;
    } else batch.push(row);
  }
  return batches;
}
