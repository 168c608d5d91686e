import type { JSX } from 'preact';
import type { CardView, HistoryEntry } from '../../server/api/card/payments-view.ts';
import { Day } from './day.tsx';
import { ListSection } from './list-section.tsx';
import { usePanel } from './panel-context.ts';

const ENTRIES_AT_ONCE = 5;

/** Closed at first: the parts above show where all of this led. */
export function History({ view }: { view: CardView }): JSX.Element {
  const { texts } = usePanel();
  return (
    <ListSection
      title={texts.history.title}
      items={view.history}
      older={{ list: 'history', after: view.olderHistory, idOf }}
      few={ENTRIES_AT_ONCE}
      isClosed
      row={(entry) => (
        <li key={idOf(entry)} class="pvf-entry">
          <Day time={entry.at} />
          <bdi>{entry.text}</bdi>
        </li>
      )}
    />
  );
}

const idOf = ({ at, type, text }: HistoryEntry): string => at + type + text;
