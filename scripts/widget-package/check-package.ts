import { checkListing } from './check-listing.ts';
import { checkLocales } from './check-locales.ts';
import { checkLogos, LOGOS } from './check-logos.ts';
import { parseManifest } from './check-manifest.ts';
import { checkScript } from './check-script.ts';
import { checkStyles } from './check-style.ts';
import { type PackageFiles, SCRIPTS, STYLES, textOf } from './package-files.ts';

/**
 * Every rule of Kommo's that the package breaks, a sentence each; none when it can be uploaded.
 * Rules: https://developers.kommo.com/docs/structure-widget, https://developers.kommo.com/docs/images and
 * https://developers.kommo.com/docs/getting-listed
 */
export function checkPackage(files: PackageFiles): string[] {
  const texts = readTexts(files);
  if (texts.problems.length > 0) return texts.problems;

  const manifest = parseManifest(texts.byPath.get('manifest.json'));
  if ('problems' in manifest) return manifest.problems;

  const locales = manifest.widget.locale;
  return [
    ...checkFileList([...files.keys()], locales),
    ...checkLogos(files),
    ...checkLocales(texts.byPath, locales),
    ...checkListing(texts.byPath, manifest),
    ...SCRIPTS.flatMap((path) => checkScript(path, texts.byPath.get(path) ?? '')),
    ...checkStyles(texts.byPath),
  ];
}

function readTexts(files: PackageFiles): { byPath: Map<string, string>; problems: string[] } {
  const byPath = new Map<string, string>();
  const problems: string[] = [];
  for (const [path, bytes] of files) {
    if (path.endsWith('.png')) continue;
    try {
      const text = textOf(bytes);
      if (text.startsWith('\uFEFF')) problems.push(`${path} starts with a byte order mark`);
      if (text.includes('\r')) problems.push(`${path} has carriage returns; lines must end with \\n alone`);
      byPath.set(path, text);
    } catch {
      problems.push(`${path} is not UTF-8`);
    }
  }
  return { byPath, problems };
}

function checkFileList(paths: readonly string[], locales: readonly string[]): string[] {
  const expected = [
    'manifest.json',
    ...SCRIPTS,
    ...STYLES,
    ...locales.map((locale) => `i18n/${locale}.json`),
    ...LOGOS.map((logo) => logo.path),
  ];
  return [
    ...expected.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths.filter((path) => !expected.includes(path)).map((path) => `${path} does not belong into the archive`),
  ];
}
