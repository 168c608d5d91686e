import { type PackageFiles, SCRIPTS, STYLES, textOf } from '../../server/front/archive/package-files.ts';
import { LOGOS } from '../../server/front/logos/sizes.ts';
import { checkIcon, ICON } from './check-icon.ts';
import { checkListing, checkName } from './check-listing.ts';
import { checkLocales } from './check-locales.ts';
import { type Manifest, parseManifest } from './check-manifest.ts';
import { checkLogos } from './check-pictures.ts';
import { checkScripts } from './check-script.ts';
import { checkStyles } from './check-style.ts';
import { checkSlides, slidesIn } from './slides.ts';

/**
 * Every rule of Kommo's that the package breaks, a sentence each; none when it can be uploaded. Rules:
 * https://developers.kommo.com/docs/structure-widget, https://developers.kommo.com/docs/images and
 * https://developers.kommo.com/docs/getting-listed
 */
export function checkPackage(files: PackageFiles): string[] {
  const texts = readTexts(files);
  if (texts.problems.length > 0) return texts.problems;

  const manifest = parseManifest(texts.byPath.get('manifest.json'));
  if ('problems' in manifest) return manifest.problems;

  const locales = manifest.widget.locale;
  return [
    ...checkFileList([...files.keys()], manifest),
    ...checkLogos(files),
    ...checkIcon(files),
    ...checkSlides(files, manifest),
    ...checkLocales(texts.byPath, locales),
    ...checkListing(texts.byPath, manifest),
    ...checkName(texts.byPath, manifest),
    ...checkScripts(texts.byPath),
    ...checkStyles(texts.byPath),
  ];
}

/** The text files, and whether they are plain UTF-8. */
export function readTexts(files: PackageFiles): { byPath: Map<string, string>; problems: string[] } {
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

/** Exactly the files that the manifest and the scripts need. */
export function checkFileList(paths: readonly string[], manifest: Manifest): string[] {
  const expected = [
    'manifest.json',
    ...SCRIPTS,
    ...STYLES,
    ...manifest.widget.locale.map((locale) => `i18n/${locale}.json`),
    ...LOGOS.map((logo) => logo.path),
    ICON,
    ...slidesIn(manifest),
  ];
  return [
    ...expected.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths.filter((path) => !expected.includes(path)).map((path) => `${path} does not belong into the archive`),
  ];
}
