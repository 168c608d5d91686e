import { createTurns } from '../runtime/turns.ts';
import type { ErasedPeople } from './erased-people.ts';
import { accountIn, isShort, textOfAddresses, wordOfAddresses, words } from './without-people.ts';

/**
 * Those of the erased people that a JSON value names, in a text or in the name of a member. Asks for each word once, and
 * lets the rest of the service work meanwhile: a payload has megabytes of words, and each takes a keyed hash.
 */
export async function peopleNamedIn(value: unknown, people: ErasedPeople): Promise<ErasedPeople> {
  const turn = createTurns();
  const accounts = createAsked(people.ofAccount);
  const emails = createAsked(people.ofEmail);
  for (const text of textsIn(value)) {
    await turn();
    const id = accountIn(text);
    if (id !== null) accounts.ask(id);
    const readable = textOfAddresses(text);
    if (readable === null) continue;
    if (isShort(readable)) emails.ask(readable);
    for (const [word] of readable.matchAll(words)) {
      await turn();
      for (const [part] of wordOfAddresses(word)?.matchAll(words) ?? []) emails.ask(part);
    }
  }
  const isEmpty = accounts.stubs.size + emails.stubs.size === 0;
  return {
    isEmpty,
    ofAccount: (id) => accounts.stubs.get(id) ?? null,
    ofEmail: (text) => emails.stubs.get(text) ?? null,
  };
}

function createAsked(stubOf: (word: string) => string | null) {
  const asked = new Set<string>();
  const stubs = new Map<string, string>();
  const ask = (word: string) => {
    if (asked.has(word)) return;
    asked.add(word);
    const stub = stubOf(word);
    if (stub !== null) stubs.set(word, stub);
  };
  return { ask, stubs };
}

function* textsIn(value: unknown): Generator<string> {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') yield next;
    else if (Array.isArray(next)) for (const each of next) open.push(each);
    else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next)) open.push(name, member);
    }
  }
}
