import transliterate from '@sindresorhus/transliterate';
import { isLegalForm, withoutForeignForms, withoutLegalForm } from './legal-forms.ts';

/** What stands before or behind a person's name and is no part of it. */
const titles: ReadonlySet<string> = new Set(
  'dr dra prof professor professora mr mrs ms miss herr frau hr sr sra srta dipl ing med phd mba msc'.split(' '),
);

/** From here on company names are alike: one wrong letter at either end of a word of six letters is just enough. */
const alike = 0.8;

/**
 * Whether companies are called the same but for case, accents, alphabet, punctuation and legal form, or at least alike.
 */
export function compareCompanies(one: string, other: string): 'same' | 'alike' | 'different' {
  const value = similarity(companyKey(one), companyKey(other));
  if (value === 1) return 'same';
  return value >= alike ? 'alike' : 'different';
}

/**
 * The word of a company's name by which it is best searched for: the longest of those that are spelled alike everywhere,
 * without letters that have a second spelling. Null when the name has none of at least three letters.
 */
export function distinctiveWord(name: string): string | null {
  const candidates = withoutForeignForms(name.normalize('NFKC'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3 && !isLegalForm(word.toLowerCase()));
  const plain = candidates.filter((word) => /^[\dA-Za-z]+$/.test(word) && !/aa|ae|oe|ue|ss/i.test(word));
  const [longest = null] = (plain.length > 0 ? plain : candidates).toSorted((one, other) => other.length - one.length);
  return longest;
}

/** Whether two people have the same name; `Schmidt, Dr. Anna` is `Anna Schmidt`. */
export function isSameName(one: string, other: string): boolean {
  return similarity(personKey(one), personKey(other)) >= 0.9;
}

function companyKey(name: string): string {
  return withoutLegalForm(words(withoutForeignForms(name.normalize('NFKC'))))
    .map(withoutDigraphs)
    .join(' ');
}

function personKey(name: string): string {
  const all = words(name.normalize('NFKC'));
  const own = all.filter((word) => !titles.has(word));
  return (own.length > 0 ? own : all).map(withoutDigraphs).toSorted().join(' ');
}

/** In lower-case Latin letters, as far as an alphabet has a transliteration; letters that stand alone are one word. */
function words(name: string): readonly string[] {
  const latin = transliterate(name).toLowerCase().normalize('NFKD');
  return latin
    .replace(/[\p{M}.'’]/gu, '')
    .replace(/(?<![\p{L}\p{N}])(\p{L})[^\p{L}\p{N}]+(?=\p{L}(?![\p{L}\p{N}]))/gu, '$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** People write `Müller` as `Mueller` and as `Muller`, and `Ågård` as `Aagaard`: all become the shortest of these. */
function withoutDigraphs(word: string): string {
  return word.replace(/[aou]e|aa/g, (pair) => pair.charAt(0));
}

/** Dice's coefficient over pairs of neighbouring letters; nameless is like nobody. */
function similarity(one: string, other: string): number {
  if (one === '') return 0;
  if (one === other) return 1;
  const pairs = letterPairs(one);
  const otherPairs = letterPairs(other);
  let shared = 0;
  for (const [pair, count] of pairs) shared += Math.min(count, otherPairs.get(pair) ?? 0);
  return (2 * shared) / Math.max(1, one.length + other.length - 2);
}

function letterPairs(text: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at < text.length - 1; at += 1) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
