import { erasedText } from '../ledger/erased.ts';
import type { ErasedPeople } from './erased-people.ts';

const addressLike = /[^\s<>()[\]{}"',;:|=&?/]+@[^\s<>()[\]{}"',;:|=&?/]+/gu;
/** FastSpring's account ids are no longer. */
const longestId = 255;
/** An import shows a nameless customer by identity: server/history/import/plan.ts */
const identityPrefix = /^account:/;

/** The text without the addresses and accounts of erased persons. Names decide nothing: others have the same, and words may be names. */
function textWithoutPeople(text: string, people: ErasedPeople): string {
  if (text.length <= longestId && people.ofAccount(text.replace(identityPrefix, '')) !== null) return erasedText;
  const readable = text.includes('%40') ? text.replaceAll('%40', '@') : text;
  // U+FF20 is the full-width sign.
  if (!/[@\uff20]/.test(readable)) return text;
  if (people.ofEmail(readable) !== null) return erasedText;
  const cleaned = readable
    .normalize('NFKC')
    .replace(addressLike, (found) => (people.ofEmail(found) === null ? found : erasedText));
  return cleaned.includes(erasedText) ? cleaned : text;
}

/** Whether any text in a JSON value, or a name of a member, names an erased person. */
export function namesPeople(value: unknown, people: ErasedPeople): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') {
      if (textWithoutPeople(next, people) !== next) return true;
    } else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next)) open.push(name, member);
    }
  }
  return false;
}

/** A JSON value whose texts name no erased person any more. */
export function jsonWithoutPeople(value: unknown, people: ErasedPeople): unknown {
  if (typeof value === 'string') return textWithoutPeople(value, people);
  if (Array.isArray(value)) return value.map((each) => jsonWithoutPeople(each, people));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      textWithoutPeople(name, people),
      // A fact's key has the ids of what it is about, and other rows refer to it.
      name === 'key' ? member : jsonWithoutPeople(member, people),
    ]),
  );
}
