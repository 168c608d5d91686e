import { EmbeddedDatabaseFailed } from '../../server/platform/embedded-postgres/failures.ts';

/** What `floatFormat` holds: https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/catalog/pg_control.h */
const floatFormat = Buffer.alloc(8);
floatFormat.writeDoubleLE(1_234_567);
/** bytes from `floatFormat` to `float8ByVal`, from there to the random nonce, and the nonce's length */
const [toByVal, toNonce, nonce] = [8 + 8 * 4, 4 + 4 + 1, 32];

/**
 * `pg_control` of a cluster that a build for 32 bits wrote, for one for 64 bits. The two differ in a single flag: whether
 * values of 8 bytes are passed by value. Rows are the same on disk.
 * @throws EmbeddedDatabaseFailed when it is not such a file
 */
export function controlFileFor64Bits(file: Buffer): Buffer {
  const byVal = file.indexOf(floatFormat) + toByVal;
  // The checksum is aligned to 4 bytes.
  const checksumAt = Math.ceil((byVal + toNonce + nonce) / 4) * 4;
  const isWhole = byVal > toByVal && checksumAt + 4 <= file.length;
  if (!isWhole || file.readUInt32LE(checksumAt) !== crc32c(file.subarray(0, checksumAt))) {
    throw new EmbeddedDatabaseFailed('The former database is damaged: its file global/pg_control. Restore a backup.');
  }
  const changed = Buffer.from(file);
  changed[byVal] = 1;
  changed.writeUInt32LE(crc32c(changed.subarray(0, checksumAt)), checksumAt);
  return changed;
}

/** Castagnoli's polynomial; Node has another one. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
