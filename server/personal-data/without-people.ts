import { erasedText } from '../ledger/erased.ts';
import { accountIdOf } from '../ledger/identity.ts';
import type { ErasedPeople } from './erased-people.ts';

/** The parts of a text of which each may be an address. */
export const words = /[^\s<>()[\]{}"',;:|=&?/]+/gu;
/** U+FE6B is the small sign, U+FF20 the full-width one. */
const atSign = /[@\ufe6b\uff20]/;
/**
 * As long as the texts of a fact: server/fastspring/events/fields.ts. An address has at most 320 characters that can be
 * seen. The time that it takes to normalize combining marks grows with the square of their number.
 */
const longestAddress = 1_000;
/** FastSpring's ids have 22 letters, digits, `-` and `_`. Any other id that its API may take is recognized too. */
const accountId = /^[^\s/@]{1,255}$/;

/** The account whose id the text may be. An import shows a nameless customer by identity: server/history/import/plan.ts */
export function accountIn(text: string): string | null {
  const id = accountIdOf(text) ?? text;
  return accountId.test(id) ? id : null;
}

/** The text with its signs `@` as such; null when no address can be in it. */
export function textOfAddresses(text: string): string | null {
  const readable = text.replaceAll('%40', '@');
  return atSign.test(readable) ? readable : null;
}

/** Whether the text may be an address as a whole. */
export function isShort(text: string): boolean {
  return text.length <= longestAddress;
}

/** The word as its addresses are looked for; null when none can be in it. */
export function wordOfAddresses(word: string): string | null {
  return isShort(word) && atSign.test(word) ? word.normalize('NFKC') : null;
}

/** A JSON value whose texts name no erased person any more. */
export function jsonWithoutPeople(value: unknown, people: ErasedPeople): unknown {
  if (typeof value === 'string') return textWithoutPeople(value, people);
  if (Array.isArray(value)) return value.map((each) => jsonWithoutPeople(each, people));
  return typeof value === 'object' && value !== null ? objectWithoutPeople(value, people) : value;
}

/** The same for an object, with the names of its members. */
export function objectWithoutPeople(object: object, people: ErasedPeople): Readonly<Record<string, unknown>> {
  const members = Object.entries(object).map(([name, member]) => [
    textWithoutPeople(name, people),
    jsonWithoutPeople(member, people),
  ]);
  return Object.fromEntries(members);
}

/** Names decide nothing: others have the same, and words may be names. */
function textWithoutPeople(text: string, people: ErasedPeople): string {
  const id = accountIn(text);
  if (id !== null && people.ofAccount(id) !== null) return erasedText;
  const readable = textOfAddresses(text);
  if (readable === null) return text;
  if (isShort(readable) && people.ofEmail(readable) !== null) return erasedText;
  const cleaned = readable.replace(words, (word) => wordWithoutPeople(word, people));
  return cleaned === readable ? text : cleaned;
}

function wordWithoutPeople(word: string, people: ErasedPeople): string {
  const normalized = wordOfAddresses(word);
  if (normalized === null) return word;
  let isNamed = false;
  const cleaned = normalized.replace(words, (part) => {
    if (people.ofEmail(part) === null) return part;
    isNamed = true;
    return erasedText;
  });
  return isNamed ? cleaned : word;
}
