import type { JSX } from 'preact';
import type { HistoryEntry } from '../../server/api/payments-view.ts';
import { LongList } from '../ui/long-list.tsx';
import { Section } from '../ui/section.tsx';
import { fill } from '../ui/texts.ts';
import { Day } from './day.tsx';
import { usePanel } from './panel-context.ts';

const ENTRIES_AT_ONCE = 3;

export function History({ entries }: { entries: readonly HistoryEntry[] }): JSX.Element | null {
  const { texts, formats } = usePanel();
  if (entries.length === 0) return null;
  return (
    <Section title={texts.history.title}>
      <LongList
        items={entries}
        few={ENTRIES_AT_ONCE}
        label={texts.history.title}
        row={(entry) => (
          <li key={entry.at + entry.type + entry.text} class="pvf-entry">
            <Day time={entry.at} />
            <bdi>{entry.text}</bdi>
          </li>
        )}
        showAll={fill(texts.showAll, { count: formats.number(entries.length) })}
        showFewer={texts.showFewer}
      />
    </Section>
  );
}
