import type { PackageFiles } from '../../server/front/archive/package-files.ts';
import { pngSize } from '../../server/front/logos/png.ts';
import { LOGOS } from '../../server/front/logos/sizes.ts';

const MAX_BYTES = 300 * 1024;

export function checkLogos(files: PackageFiles): string[] {
  return LOGOS.flatMap((logo) => checkPicture(files, logo.path, logo));
}

/** Another check reports a missing picture. */
export function checkPicture(
  files: PackageFiles,
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  const bytes = files.get(path);
  if (!bytes) return [];
  const size = pngSize(bytes);
  if (!size) return [`${path} is not a PNG`];
  const problems = [];
  if (size.width !== width || size.height !== height) {
    problems.push(`${path} is ${size.width}×${size.height}, it must be ${width}×${height}`);
  }
  if (bytes.length > MAX_BYTES) problems.push(`${path} has ${bytes.length} bytes, ${MAX_BYTES} are allowed`);
  return problems;
}
