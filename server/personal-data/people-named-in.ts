import { createTurns } from '../platform/runtime/turns.ts';
import type { ErasedPeople } from './erased-people.ts';
import { accountIn, isShort, textOfAddresses, wordOfAddresses, words } from './without-people.ts';

/**
 * Far more than a FastSpring event has. Each word costs a keyed hash, and a payload of 5 MB may have half a million.
 */
const wordsAtMost = 20_000;

/**
 * Whether a JSON value names one of these people, in a text or in a member name. A value with more words than the limit
 * counts as naming one. Yields to the rest of the service.
 */
export async function namesPeople(value: unknown, people: ErasedPeople): Promise<boolean> {
  let count = 0;
  for await (const { kind, word } of identifiersIn(value)) {
    count += 1;
    if (count > wordsAtMost || people[kind](word) !== null) return true;
  }
  return false;
}

/** The people among these whom a JSON value names. Yields to the rest of the service. */
export async function peopleNamedIn(value: unknown, people: ErasedPeople): Promise<ErasedPeople> {
  const stubs = { ofAccount: new Map<string, string>(), ofEmail: new Map<string, string>() };
  for await (const { kind, word } of identifiersIn(value)) {
    const stub = people[kind](word);
    if (stub !== null) stubs[kind].set(word, stub);
  }
  return {
    isEmpty: stubs.ofAccount.size + stubs.ofEmail.size === 0,
    ofAccount: (id) => stubs.ofAccount.get(id) ?? null,
    ofEmail: (text) => stubs.ofEmail.get(text) ?? null,
  };
}

interface Identifier {
  readonly kind: 'ofAccount' | 'ofEmail';
  readonly word: string;
}

/** Each possible account id or address, once. */
async function* identifiersIn(value: unknown): AsyncGenerator<Identifier> {
  const turn = createTurns();
  const seen = { ofAccount: new Set<string>(), ofEmail: new Set<string>() };
  for (const text of valuesIn(value)) {
    await turn();
    if (typeof text !== 'string') continue;
    const id = accountIn(text);
    if (id !== null && isNew('ofAccount', id)) yield { kind: 'ofAccount', word: id };
    const readable = textOfAddresses(text);
    if (readable === null) continue;
    if (isShort(readable) && isNew('ofEmail', readable)) yield { kind: 'ofEmail', word: readable };
    for (const [word] of readable.matchAll(words)) {
      await turn();
      for (const [part] of wordOfAddresses(word)?.matchAll(words) ?? []) {
        if (isNew('ofEmail', part)) yield { kind: 'ofEmail', word: part };
      }
    }
  }

  function isNew(kind: Identifier['kind'], word: string): boolean {
    const isKnown = seen[kind].has(word);
    seen[kind].add(word);
    return !isKnown;
  }
}

/** Each value and each member name, including values that are not texts: visiting them takes time too. */
function* valuesIn(value: unknown): Generator<unknown> {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    yield next;
    if (Array.isArray(next)) for (const each of next) open.push(each);
    else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next)) open.push(name, member);
    }
  }
}
