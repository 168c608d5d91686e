import transliterate from '@sindresorhus/transliterate';
import { isLegalForm, withoutForeignForms, withoutLegalForm } from './legal-forms.ts';

/** Titles before or after a person's name. */
const titles: ReadonlySet<string> = new Set(
  'dr dra prof professor professora mr mrs ms miss herr frau hr sr sra srta dipl ing med phd mba msc'.split(' '),
);

/**
 * Compares company names regardless of case, accents, alphabet, punctuation and legal form. Alike are those with one wrong
 * letter at either end of a six-letter word.
 */
export function compareCompanies(one: string, other: string): 'same' | 'alike' | 'different' {
  return comparedAt(0.8, companyKey(one), companyKey(other));
}

/**
 * The best search term in a company's name: its longest word, preferably one with a single spelling. Null if no word has
 * three letters.
 */
export function distinctiveWord(name: string): string | null {
  const candidates = withoutForeignForms(name.normalize('NFKC'))
    .split(/[^\p{L}\p{N}]/u)
    .filter((word) => word.length >= 3 && !isLegalForm(word.toLowerCase()));
  const plain = candidates.filter((word) => /^[\dA-Za-z]+$/.test(word) && !/aa|ae|oe|ue|ss/i.test(word));
  const [longest = null] = (plain.length > 0 ? plain : candidates).toSorted((one, other) => other.length - one.length);
  return longest;
}

/**
 * Compares people's names; `Schmidt, Dr. Anna` is `Anna Schmidt`. One letter makes another person: `Maria Garcia` is only
 * like `Mario Garcia`.
 */
export function compareNames(one: string, other: string): 'same' | 'alike' | 'different' {
  return comparedAt(0.9, personKey(one), personKey(other));
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

/** Lower-case Latin words, as far as the alphabet has a transliteration; single letters are joined into one word. */
function words(name: string): readonly string[] {
  const latin = transliterate(name).toLowerCase().normalize('NFKD');
  return latin
    .replace(/[\p{M}.'’]/gu, '')
    .replace(/(?<![\p{L}\p{N}])(\p{L})[^\p{L}\p{N}]+(?=\p{L}(?![\p{L}\p{N}]))/gu, '$1')
    .split(/[^\p{L}\p{N}]/u)
    .filter((word) => word !== '');
}

/** People write `Müller` as `Mueller` and as `Muller`, and `Ågård` as `Aagaard`: all become the shortest of these. */
function withoutDigraphs(word: string): string {
  return word.replace(/[aou]e|aa/g, (pair) => pair.charAt(0));
}

/** @param alike the minimum similarity */
function comparedAt(alike: number, one: string, other: string): 'same' | 'alike' | 'different' {
  const value = similarity(one, other);
  if (value === 1) return 'same';
  return value >= alike ? 'alike' : 'different';
}

/** Dice's coefficient over pairs of neighbouring letters; 0 for an empty name. */
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
