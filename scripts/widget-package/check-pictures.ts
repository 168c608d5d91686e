import { pngSize } from './logos/png.ts';
import type { PackageFiles } from './package-files.ts';

/** Kommo's logos, in pixels, and which of them show the maker's logo too: https://developers.kommo.com/docs/images */
export const LOGOS = [
  { path: 'images/logo_main.png', width: 400, height: 272, hasMaker: true },
  { path: 'images/logo_medium.png', width: 240, height: 84, hasMaker: true },
  { path: 'images/logo.png', width: 130, height: 100, hasMaker: false },
  { path: 'images/logo_small.png', width: 108, height: 108, hasMaker: false },
  { path: 'images/logo_min.png', width: 84, height: 84, hasMaker: false },
] as const;

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
