import { describe, expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import { fill, languageOf } from './language.ts';

const sections = (tag: string) => textsIn(languageOf(tag).texts);
const textsIn = (texts: object, above = ''): (readonly [key: string, text: string])[] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[`${above}${key}`, text] as const] : textsIn(text, `${above}${key}.`),
  );
const names = (text: string) => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name).sort();
const english = new Map(sections('en'));

describe.each(['es', 'pt', 'tr', 'id'])('%s', (tag) => {
  test('has words of its own, and in every text the same things to fill in', () => {
    expect(languageOf(tag)).toMatchObject({ locale: tag });
    expect(languageOf(tag).texts).not.toBe(en);
    const texts = sections(tag);
    expect(texts.map(([key]) => key).sort()).toEqual([...english.keys()].sort());
    expect(texts.filter(([key, text]) => names(text).join() !== names(english.get(key) ?? '').join())).toEqual([]);
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

test('a value’s own braces are left alone, and a missing value shows', () => {
  expect(fill('{a} and {b} and {c}', { a: '{b}', b: 2 })).toBe('{b} and 2 and {c}');
});

test.each(['en', 'EN', 'en-US', 'xx', '', 'constructor', '__proto__'])('%j falls back to English', (tag) => {
  expect(languageOf(tag).locale).toBe('en');
});
