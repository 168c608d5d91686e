import type { JSX } from 'preact';
import type { HistoryEntry } from '../../server/api/card/payments-view.ts';
import { Day } from './day.tsx';
import { ListSection } from './list-section.tsx';
import { usePanel } from './panel-context.ts';

const ENTRIES_AT_ONCE = 5;

/** Closed at first: the parts above show where all of this led. */
export function History({ entries }: { entries: readonly HistoryEntry[] }): JSX.Element {
  const { texts } = usePanel();
  return (
    <ListSection
      title={texts.history.title}
      items={entries}
      few={ENTRIES_AT_ONCE}
      isClosed
      row={(entry) => (
        <li key={entry.at + entry.type + entry.text} class="pvf-entry">
          <Day time={entry.at} />
          <bdi>{entry.text}</bdi>
        </li>
      )}
    />
  );
}
