import { erasedText } from '../ledger/erased.ts';
import { accountIdOf } from '../ledger/identity.ts';
import type { ErasedPeople } from './erased-people.ts';

/** The parts of a text that may each be an address. */
export const words = /[^\s<>()[\]{}"',;:|=&?/]+/gu;
/** U+FE6B is the small sign, U+FF20 the full-width one. */
const atSign = /[@\ufe6b\uff20]/;
/**
 * The maximum length of a fact's texts: server/fastspring/events/fields.ts. An address has at most 320 visible
 * characters. The time to normalize combining marks grows with the square of their number.
 */
const longestAddress = 1_000;
/** FastSpring's ids have 22 letters, digits, `-` and `_`. Any other id that its API may accept is recognized too. */
const accountId = /^[^\s/@]{1,255}$/;

/**
 * The account id that the text may be; null otherwise. An import shows a nameless customer by identity:
 * server/history/import/plan.ts
 */
export function accountIn(text: string): string | null {
  const id = accountIdOf(text) ?? text;
  return accountId.test(id) ? id : null;
}

/** The text with every kind of at sign as `@`; null if it cannot contain an address. */
export function textOfAddresses(text: string): string | null {
  const readable = text.replaceAll('%40', '@');
  return atSign.test(readable) ? readable : null;
}

/** Whether the whole text is short enough to be an address. */
export function isShort(text: string): boolean {
  return text.length <= longestAddress;
}

/** The word in the form in which addresses are searched for; null if it cannot contain one. */
export function wordOfAddresses(word: string): string | null {
  return isShort(word) && atSign.test(word) ? word.normalize('NFKC') : null;
}

/** The JSON value with erased persons removed from its texts. */
export function jsonWithoutPeople(value: unknown, people: ErasedPeople): unknown {
  if (typeof value === 'string') return textWithoutPeople(value, people);
  if (Array.isArray(value)) return value.map((each) => jsonWithoutPeople(each, people));
  return typeof value === 'object' && value !== null ? objectWithoutPeople(value, people) : value;
}

/** The same for an object, including its member names. */
export function objectWithoutPeople(object: object, people: ErasedPeople): Readonly<Record<string, unknown>> {
  const members = Object.entries(object).map(([name, member]) => [
    textWithoutPeople(name, people),
    jsonWithoutPeople(member, people),
  ]);
  return Object.fromEntries(members);
}

/** Names are ignored here: other people have the same name, and ordinary words may be names. */
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
  const cleaned = normalized.replace(words, (part) => (people.ofEmail(part) === null ? part : erasedText));
  return cleaned === normalized ? word : cleaned;
}
