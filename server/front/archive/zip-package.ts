import { zipSync } from 'fflate';
import type { PackageFiles } from './package-files.ts';

/** Local time, as zip keeps it: the same files give the same archive, byte for byte, on every day and machine. */
const EPOCH = new Date(1980, 0, 1);

/** `widget.zip` with the files at its root, as Kommo wants it. */
export function zipPackage(files: PackageFiles): Uint8Array {
  return zipSync(Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1))), {
    level: 9,
    mtime: EPOCH,
  });
}
