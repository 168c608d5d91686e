import type { Remembered } from './remembered.ts';

/** What is remembered of a name, and since when, in ms since 1970. */
interface Kept<Value> {
  readonly known: Promise<Remembered<Value> | undefined>;
  readonly since: number;
}

/**
 * Remembers in this process what was read, for `keptFor` ms. The oldest are dropped when there are more than `atMost`.
 */
export function createKept<Value>(keptFor: number, atMost: number) {
  /** oldest first */
  const kept = new Map<string, Kept<Value>>();

  function keep(name: string, known: Kept<Value>['known']): Kept<Value> {
    const own = { known, since: Date.now() };
    kept.delete(name);
    kept.set(name, own);
    for (const [oldest, { since }] of kept) {
      if (kept.size <= atMost && own.since - since < keptFor) break;
      kept.delete(oldest);
    }
    known.catch(() => kept.get(name) === own && kept.delete(name));
    return own;
  }

  return {
    /** What is kept, or else what `load` finds, which is kept then. */
    recall: async (name: string, load: () => Kept<Value>['known']): Promise<Remembered<Value> | undefined> => {
      const found = kept.get(name);
      const isGood = found !== undefined && Date.now() - found.since < keptFor;
      const { known, since } = isGood ? found : keep(name, load());
      const remembered = await known;
      return remembered && { value: remembered.value, age: remembered.age + Date.now() - since };
    },
    /** A value that was read just now. */
    keep: (name: string, value: Value) => void keep(name, Promise.resolve({ value, age: 0 })),
  };
}
