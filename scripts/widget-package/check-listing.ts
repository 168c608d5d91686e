import { type Manifest, textKeysOf } from './check-manifest.ts';
import { localeTexts } from './locale-texts.ts';

const FOREIGN_NAMES = /kommo|amocrm/i;

/**
 * Texts of three or more words that are identical to the first language's. Shorter ones may be the same word in both:
 * Kommo, e-mail, lead.
 */
export function checkTranslated(files: ReadonlyMap<string, string>, locales: readonly string[]): string[] {
  const [first = '', ...others] = locales;
  const original = localeTexts(files.get(`i18n/${first}.json`) ?? '') ?? new Map<string, string>();
  return others.flatMap((locale) => {
    const path = `i18n/${locale}.json`;
    return [...(localeTexts(files.get(path) ?? '') ?? [])]
      .filter(([key, text]) => text === original.get(key) && wordsIn(text) >= 3)
      .map(([key]) => `${path}: ${key} is not translated`);
  });
}

const wordsIn = (text: string): number => text.replaceAll(/\{\w+\}/g, '').match(/\p{L}{2,}/gu)?.length ?? 0;

/** A private integration may have a longer name; the marketplace takes 30 characters. */
export function checkNameLength(files: ReadonlyMap<string, string>, manifest: Manifest): string[] {
  return manifest.widget.locale.flatMap((locale) => {
    const path = `i18n/${locale}.json`;
    return tooLong(path, localeTexts(files.get(path) ?? '') ?? new Map(), manifest.widget.name, 30);
  });
}

/** The required parts of every integration's name. */
export function checkName(files: ReadonlyMap<string, string>, manifest: Manifest): string[] {
  return manifest.widget.locale.flatMap((locale) => {
    const path = `i18n/${locale}.json`;
    return badName(path, localeTexts(files.get(path) ?? '')?.get(manifest.widget.name) ?? '');
  });
}

/**
 * The limits of a marketplace listing, and the presence of every text named in the manifest:
 * https://developers.kommo.com/docs/getting-listed
 */
export function checkListing(files: ReadonlyMap<string, string>, manifest: Manifest): string[] {
  return manifest.widget.locale.flatMap((locale) => {
    const path = `i18n/${locale}.json`;
    const texts = localeTexts(files.get(path) ?? '');
    if (!texts) return [];
    const { short_description: shortDescription, description } = manifest.widget;
    return [
      ...textKeysOf(manifest)
        .filter((key) => !texts.has(key))
        .map((key) => `${path}: ${key} is missing, which manifest.json names`),
      ...tooLong(path, texts, shortDescription, 50),
      ...tooLong(path, texts, description, 400),
    ];
  });
}

function tooLong(path: string, texts: ReadonlyMap<string, string>, key: string, limit: number): string[] {
  const length = texts.get(key)?.length ?? 0;
  return length > limit ? [`${path}: ${key} has ${length} characters, ${limit} are allowed`] : [];
}

function badName(path: string, name: string): string[] {
  return [
    ...(FOREIGN_NAMES.test(name) ? [`${path}: the name "${name}" must not contain Kommo's own`] : []),
    ...(name.split(/\s+/).some((word) => word.length > 19) ? [`${path}: the name "${name}" has a word over 19`] : []),
  ];
}
