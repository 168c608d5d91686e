import { expect, test } from 'vitest';
import { languages, readWords } from './words.ts';

const wordsIn = async (language: (typeof languages)[number]): Promise<string[]> => {
  const texts: string[] = [];
  JSON.stringify(await readWords(language), (_key, value) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
};

test('no slide has a text of another language', async () => {
  const all = (await Promise.all(languages.map(wordsIn))).flat();
  const perLanguage = await Promise.all(languages.map(async (language) => new Set(await wordsIn(language)).size));
  expect(new Set(all).size).toBe(perLanguage.reduce((sum, count) => sum + count, 0));
});

test.each(languages)('no task of %s has a placeholder, because their names are English', async (language) => {
  expect((await wordsIn(language)).filter((text) => /[{}]/.test(text))).toEqual([]);
});
