import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PackageFiles, readPackage } from './package-files.ts';
import { hashSources } from './sources.ts';

/** Where `npm run build` leaves the parts of the archive, in the project's folder. */
const folder = 'dist/parts';
/** beside the parts: the hash of the sources that they were built of */
const stampFile = 'sources.sha256';

/** `missing`: never built. `stale`: the sources have changed since. */
export type PartsProblem = 'missing' | 'stale';

/** The hash of the sources that the parts were built of; null when there are none. */
export async function readStamp(project: string): Promise<string | null> {
  return readFile(join(project, folder, stampFile), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

/** The parts, or why they cannot be used. */
export async function readParts(project: string): Promise<PackageFiles | PartsProblem> {
  const stamp = await readStamp(project);
  if (stamp === null) return 'missing';
  if (((await hashSources(project)) ?? stamp) !== stamp) return 'stale';
  const files = new Map(await readPackage(join(project, folder)));
  files.delete(stampFile);
  return files;
}

/** Replaces the parts as a whole, so that nobody reads half of them. */
export async function writeParts(project: string, parts: PackageFiles, stamp: string): Promise<void> {
  const next = join(project, `${folder}.new`);
  await rm(next, { recursive: true, force: true });
  for (const [path, bytes] of [...parts, [stampFile, `${stamp}\n`] as const]) {
    await mkdir(dirname(join(next, path)), { recursive: true });
    await writeFile(join(next, path), bytes);
  }
  await rm(join(project, folder), { recursive: true, force: true });
  await rename(next, join(project, folder));
}
