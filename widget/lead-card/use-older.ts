import { useEffect, useRef, useState } from 'preact/hooks';
import type { Older } from '../../server/api/card/older-view.ts';
import { usePanel } from './panel-context.ts';
import type { ListName } from './payments-api.ts';

export interface OlderOf<Item> {
  readonly list: ListName;
  /** what the answer says of them */
  readonly after: Older | null;
  readonly idOf: (item: Item) => string;
}

interface Shown<Item> {
  /** the first part too, as it was */
  readonly items: readonly Item[];
  readonly older: Older | null;
  /** how many were added last */
  readonly added: number;
  readonly failure?: string;
}

/**
 * A list that an answer begins, and its older items on demand. When the answer changes, what is shown stays, without
 * repeating an item or leaving one out, until the older items have been read again.
 */
export function useOlder<Item>(first: readonly Item[], { list, after, idOf }: OlderOf<Item>) {
  const { actions } = usePanel();
  const [shown, setShown] = useState<Shown<Item> | null>(null);
  const turn = useRef(0);

  /** Those of the items that follow the last one which `known` has too. */
  const behind = (items: readonly Item[], known: readonly Item[]): readonly Item[] => {
    const ids = new Set(known.map(idOf));
    return items.slice(1 + items.findLastIndex((item) => ids.has(idOf(item))));
  };
  const items = [...first, ...behind(shown?.items ?? [], first)];
  const now: Shown<Item> = { older: after, added: 0, ...shown, items };

  /** Adds pages until there are so many items, and resolves with what follows; only the last call shows its items. */
  const read = async (known: readonly Item[], from: Older | null, wanted: number): Promise<Older | null> => {
    const own = ++turn.current;
    let [all, next] = [known, from];
    while (next && all.length < wanted) {
      const page = await actions.older<Item>(list, next.cursor);
      if (own !== turn.current) return next;
      if (typeof page === 'string') {
        setShown({ ...now, failure: page });
        return next;
      }
      all = [...all, ...behind(page.items, all)];
      next = page.older;
    }
    setShown({ items: all, older: next, added: all.length - items.length });
    return next;
  };

  useEffect(() => {
    if (shown) void read(first, after, items.length);
  }, [first]);

  return { ...now, showOlder: () => read(items, now.older, items.length + 1) };
}
