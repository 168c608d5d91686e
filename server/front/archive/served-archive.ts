import { createHash } from 'node:crypto';
import packageFile from '../../../package.json' with { type: 'json' };
import type { Config } from '../../config/config.ts';
import { type PartsProblem, readParts, readStamp } from './built-parts.ts';
import { makeArchive } from './make-archive.ts';
import type { PackageFiles } from './package-files.ts';

interface ServedArchive {
  readonly zip: Uint8Array;
  /** a strong ETag, with its quotes */
  readonly etag: string;
}

/** Why there is no archive. `logo`: the file of WIDGET_LOGO cannot be used. */
export type ArchiveProblem = { readonly kind: PartsProblem } | { readonly kind: 'logo'; readonly problem: string };

/**
 * The archive for this service's address. Anybody may ask for it, so it is made once for each build and kept: 1.3 MB.
 * @param project the folder that holds `dist`
 */
export function createServedArchive(
  config: Pick<Config, 'publicUrl' | 'maker'>,
  project: string,
): () => Promise<ServedArchive | ArchiveProblem> {
  let kept: { readonly stamp: string; readonly archive: Promise<ServedArchive | ArchiveProblem> } | undefined;

  async function make(): Promise<ServedArchive | ArchiveProblem> {
    const parts = await readParts(project);
    if (typeof parts === 'string') return { kind: parts };
    const drawn = await drawPictures(config.maker.logo);
    if ('problem' in drawn) return { kind: 'logo', problem: drawn.problem };
    const { zipPackage } = await import('./zip-package.ts');
    const values = { ...config, pictures: drawn.pictures, projectVersion: packageFile.version };
    const zip = zipPackage(makeArchive(parts, values));
    return { zip, etag: `"${createHash('sha256').update(zip).digest('base64url')}"` };
  }

  return async () => {
    const stamp = await readStamp(project);
    if (stamp === null) return { kind: 'missing' };
    if (kept?.stamp === stamp) return kept.archive;
    const archive = make();
    kept = { stamp, archive };
    const made = await archive.catch(() => undefined);
    if (made === undefined || 'kind' in made) kept = undefined;
    return archive;
  };
}

/** Loaded only for a maker's logo: drawing takes a PNG library. */
async function drawPictures(logo: string | null): Promise<{ pictures: PackageFiles } | { problem: string }> {
  if (logo === null) return { pictures: new Map() };
  const { drawMakerPictures } = await import('../logos/maker-pictures.ts');
  return drawMakerPictures(logo);
}
