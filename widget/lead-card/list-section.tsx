import type { JSX } from 'preact';
import { LongList } from '../ui/long-list.tsx';
import { Section } from '../ui/section.tsx';
import { fill } from '../ui/texts.ts';
import { usePanel } from './panel-context.ts';
import { type OlderOf, useOlder } from './use-older.ts';

/** Of a list that the answer has whole. */
const whole: OlderOf<unknown> = { list: 'orders', after: null, idOf: () => '' };

/**
 * A part of the panel with a list: its number of items, the first few of them, all of them on demand, and older ones from
 * the server. Nothing at all without items.
 */
export function ListSection<Item>(props: {
  title: string;
  items: readonly Item[];
  older?: OlderOf<Item>;
  few: number;
  row: (item: Item) => JSX.Element;
  /** opened by its title */
  isClosed?: boolean;
}): JSX.Element | null {
  const { texts, formats } = usePanel();
  const { title } = props;
  const of = props.older ?? whole;
  const { items, older, failure, added, showOlder } = useOlder(props.items, of);
  if (items.length === 0) return null;
  const { number } = formats;
  const count = number(items.length + (older?.count ?? 0)) + (older?.count === null ? '+' : '');
  const list = (
    <LongList
      items={items}
      few={props.few}
      label={title}
      row={props.row}
      showAll={fill(older ? texts.showSome : texts.showAll, { count: number(items.length) })}
      showFewer={texts.showFewer}
      more={older && { label: texts[of.list].older, show: showOlder }}
    >
      {failure && <p role="alert">{failure}</p>}
      <span class="pvf-hidden" role="status">
        {added > 0 && fill(texts.added, { count: number(added) })}
      </span>
    </LongList>
  );
  if (!props.isClosed) return <Section {...{ title, count }}>{list}</Section>;
  return (
    <details class="pvf-section">
      <summary>
        <strong>{title}</strong> · {count}
      </summary>
      {list}
    </details>
  );
}
