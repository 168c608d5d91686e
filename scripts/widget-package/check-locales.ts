import { localeTexts } from './locale-texts.ts';

/**
 * Every locale has the same keys, none empty, and the same `{places}` in each text; the first locale is the reference.
 * Kommo requires the same structure in every file: https://developers.kommo.com/docs/i18n
 */
export function checkLocales(files: ReadonlyMap<string, string>, locales: readonly string[]): string[] {
  const measure = textsOf(files, locales[0]);
  return locales.flatMap((locale) => {
    const path = `i18n/${locale}.json`;
    const texts = textsOf(files, locale);
    if (!files.has(path)) return [];
    if (!texts) return [`${path} is not an object of texts`];
    const empty = [...texts].filter(([, text]) => text.trim() === '').map(([key]) => `${path}: ${key} is empty`);
    return measure ? [...empty, ...compare(path, texts, measure)] : empty;
  });
}

function textsOf(files: ReadonlyMap<string, string>, locale: string | undefined): ReadonlyMap<string, string> | null {
  const json = files.get(`i18n/${locale}.json`);
  return json === undefined ? null : localeTexts(json);
}

function compare(
  path: string,
  texts: ReadonlyMap<string, string>,
  measure: ReadonlyMap<string, string>,
): readonly string[] {
  const missing = [...measure.keys()].filter((key) => !texts.has(key)).map((key) => `${path}: ${key} is missing`);
  const unknown = [...texts.keys()].filter((key) => !measure.has(key)).map((key) => `${path}: ${key} is unknown`);
  const otherPlaces = [...texts]
    .filter(([key, text]) => measure.has(key) && placesOf(text) !== placesOf(measure.get(key) ?? ''))
    .map(([key]) => `${path}: ${key} has other {places} than the first locale`);
  return [...missing, ...unknown, ...otherPlaces];
}

const placesOf = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].sort().join(' ');
