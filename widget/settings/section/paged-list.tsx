import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Answer, Refusal } from '../../client/answer.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';

interface ListPage {
  readonly nextCursor: string | null;
}

export interface Paged<Page extends ListPage> {
  /** the items loaded so far; null before the first answer */
  readonly pages: readonly Page[] | null;
  readonly refusal: Refusal | null;
  /** Appends the page at the cursor, or with null reads the first one again; the last reading counts. */
  readonly read: (cursor: string | null) => Promise<void>;
  /** Reads the first page again, unless the reader is further down. */
  readonly refresh: () => Promise<void>;
}

/** A list that the server sends page by page. */
export function usePages<Page extends ListPage>(ask: (cursor: string | null) => Promise<Answer<Page>>): Paged<Page> {
  const [pages, setPages] = useState<readonly Page[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const latest = useRef<{ readonly cursor: string | null }>(null);
  const read = async (cursor: string | null): Promise<void> => {
    const reading = { cursor };
    latest.current = reading;
    const answer = await ask(cursor);
    if (latest.current !== reading) return;
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setPages((before) => [...((cursor !== null && before) || []), answer.body]);
  };
  const refresh = async (): Promise<void> => {
    if (latest.current?.cursor === null) await read(null);
  };
  return { pages, refusal, read, refresh };
}

export function PagedList<Page extends ListPage>(props: {
  list: Paged<Page>;
  label: string;
  /** shown instead of an empty list */
  none: string;
  rowsOf: (page: Page) => readonly JSX.Element[];
}): JSX.Element {
  const { list, label, none, rowsOf } = props;
  const { texts } = usePage();
  const { pages, refusal } = list;
  const rows = pages?.flatMap(rowsOf) ?? [];
  const next = pages?.at(-1)?.nextCursor ?? null;
  return (
    <>
      <RefusalMessage refusal={refusal} />
      {pages === null && refusal === null && <p class="pvf-quiet">{texts.loading}</p>}
      {pages !== null && rows.length === 0 && <p class="pvf-none pvf-quiet">{none}</p>}
      {rows.length > 0 && (
        <ul class="pvf-entries" aria-label={label}>
          {rows}
        </ul>
      )}
      {next !== null && (
        <button type="button" class="pvf-button" onClick={() => void list.read(next)}>
          {texts.list.more}
        </button>
      )}
    </>
  );
}
