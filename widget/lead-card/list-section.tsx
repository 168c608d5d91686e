import type { JSX } from 'preact';
import { LongList } from '../ui/long-list.tsx';
import { Section } from '../ui/section.tsx';
import { fill } from '../ui/texts.ts';
import { usePanel } from './panel-context.ts';

/**
 * A part of the panel with a list: its number of items, the first few of them, all of them on demand. Nothing at all
 * without items.
 */
export function ListSection<Item>(props: {
  title: string;
  items: readonly Item[];
  few: number;
  row: (item: Item) => JSX.Element;
  /** opened by its title */
  isClosed?: boolean;
}): JSX.Element | null {
  const { texts, formats } = usePanel();
  const { title, items } = props;
  if (items.length === 0) return null;
  const count = formats.number(items.length);
  const list = (
    <LongList
      items={items}
      few={props.few}
      label={title}
      row={props.row}
      showAll={fill(texts.showAll, { count })}
      showFewer={texts.showFewer}
    />
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
