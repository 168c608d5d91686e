import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

/** docs/terms.json: one word per thing, words that no text has, and how long a text of the narrow panel may be. */
const languages = ['en', 'es', 'pt', 'tr', 'id'] as const;
const term = z.strictObject({
  ...{ en: z.string(), es: z.string(), pt: z.string(), tr: z.string(), id: z.string() },
  keys: z.array(z.string()).min(1),
});
const termsFile = z.strictObject({
  terms: z.record(z.string(), term),
  banned: z.record(z.enum(languages), z.array(z.string())),
  budgets: z.record(z.string(), z.strictObject({ most: z.number(), keys: z.array(z.string()) })),
  listing: z.record(z.string(), z.number()),
});
const { terms, banned, budgets, listing } = termsFile.parse(readJson('docs/terms.json'));

type Nested = { readonly [key: string]: string | Nested };
const nested: z.ZodType<Nested> = z.lazy(() => z.record(z.string(), z.union([z.string(), nested])));
const english = textsOf('en');

test('English has no colon before a day, which is often relative: “Ends: in 7 days”', () => {
  expect(matching(english, (text) => /:\s*\{(day|ago)\}/.test(text))).toEqual([]);
});

describe.each(languages)('the texts in %s', (language) => {
  const texts = textsOf(language);

  test('have the keys and the placeholders of English', () => {
    const shapeOf = (all: ReadonlyMap<string, string>) => [...all].map(([key, text]) => [key, placesIn(text)]);
    expect(Object.fromEntries(shapeOf(texts))).toEqual(Object.fromEntries(shapeOf(english)));
  });

  test('have every plural form that the language needs', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
    const groups = [...texts.keys()].flatMap((key) => (key.endsWith('.other') ? [key.slice(0, -'.other'.length)] : []));
    const counted = groups.filter((group) => texts.has(`${group}.one`));
    expect(counted).not.toEqual([]);
    expect(counted.flatMap((group) => needed.filter((form) => !texts.has(`${group}.${form}`)))).toEqual([]);
  });

  test('have one word per thing', () => {
    const others = Object.entries(terms).flatMap(([name, { keys, ...words }]) =>
      keys.filter((key) => !lower(texts.get(key) ?? '').includes(words[language])).map((key) => `${name}: ${key}`),
    );
    expect(others).toEqual([]);
  });

  test('have no banned word', () => {
    const words = banned[language].map((word) => new RegExp(`(?<![\\p{L}\\d_-])${word}(?![\\p{L}\\d_])`, 'iu'));
    expect(matching(texts, (text) => words.some((word) => word.test(text)))).toEqual([]);
  });

  test('have typographic quotes', () => {
    expect(matching(texts, (text) => /['"«»`]/.test(text))).toEqual([]);
  });

  test.each(Object.entries(budgets))('fit the panel: %s', (_kind, { most, keys }) => {
    const patterns = keys.map((key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`));
    expect(patterns.filter((pattern) => ![...texts.keys()].some((key) => pattern.test(key)))).toEqual([]);
    const measured = [...texts].filter(([key]) => patterns.some((pattern) => pattern.test(key)));
    expect(matching(new Map(measured), (text) => lengthOf(text) > most)).toEqual([]);
  });

  test('fit the marketplace’s listing', () => {
    const long = Object.entries(listing).filter(([key, most]) => (texts.get(key)?.length ?? most + 1) > most);
    expect(long).toEqual([]);
  });
});

test.each(languages)('a test order and a trial have different words in %s', (language) => {
  const [order, trial] = [terms['test order']?.[language], terms.trial?.[language]];
  const texts = textsOf(language);
  expect(order).not.toBe(trial);
  expect(lower(texts.get('panel.orders.test') ?? '')).not.toBe(lower(texts.get('panel.status.trial') ?? ''));
});

test.each(languages)('the panel and the lead’s field have the same status words in %s', (language) => {
  const texts = [...textsOf(language)];
  const words = (prefix: string) => {
    const own = texts.filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(own.map(([key, text]) => [key.slice(prefix.length), text]));
  };
  expect(words('status.')).toEqual(words('panel.status.'));
});

/** The service's texts and the widget's; a key that both have is the widget's. */
function textsOf(language: string): ReadonlyMap<string, string> {
  const [service, widget] = [`server/texts/${language}.json`, `widget/i18n/${language}.json`].map(
    (file) => new Map(flatten(nested.parse(readJson(file)), '')),
  );
  const ofService = [...(service ?? [])].map(([key, text]): [string, string] => [
    widget?.has(key) ? `service: ${key}` : key,
    text,
  ]);
  return new Map([...ofService, ...(widget ?? [])]);
}

function flatten(texts: Nested, prefix: string): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[prefix + key, text]] : flatten(text, `${prefix}${key}.`),
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'));
}

const matching = (texts: ReadonlyMap<string, string>, isWrong: (text: string) => boolean): string[] =>
  [...texts].filter(([, text]) => isWrong(text)).map(([key, text]) => `${key}: ${text}`);

const placesIn = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].sort().join(' ');

/** Without the values, which have any length. */
const lengthOf = (text: string): number => text.replaceAll(/\{\w+\}/g, '').replaceAll(/^[ ·:,]+|[ ·:,]+$/g, '').length;

const lower = (text: string): string => text.replaceAll('İ', 'i').toLowerCase();
