import { same } from './same.ts';

/** The entries that a list gained and lost; a changed entry is both. */
export interface ListDifference<Entry> {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
}

export function listDifference<Entry>(before: readonly Entry[], after: readonly Entry[]): ListDifference<Entry> {
  return { added: without(after, before), removed: without(before, after) };
}

/** Applies my changes to a list to their version of it: theirs, without my removals, plus my additions. */
export function mergeLists<Entry>(
  base: readonly Entry[],
  mine: readonly Entry[],
  theirs: readonly Entry[],
): readonly Entry[] {
  const { added, removed } = listDifference(base, mine);
  return [...without(theirs, removed), ...without(added, theirs)];
}

/** The same for one value: mine where I changed it. */
export function mergeValues<Value>(base: Value, mine: Value, theirs: Value): Value {
  return same(base, mine) ? theirs : mine;
}

/** Each of several equal entries matches one. */
function without<Entry>(entries: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  const left = others.map((other) => JSON.stringify(other));
  return entries.filter((entry) => {
    const at = left.indexOf(JSON.stringify(entry));
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}
