import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../page/page-context.ts';
import { PageSection } from '../section/page-section.tsx';
import { PagedList, usePages } from '../section/paged-list.tsx';
import { type EventFilter, EventFilters, NO_FILTER } from './event-filters.tsx';
import { EventRow } from './event-row.tsx';
import { ReplayFailed } from './replay-failed.tsx';

/** A typed address is searched for once, this many ms after the last letter. */
const TYPING_MS = 300;

/** All events from FastSpring, their effects in Kommo, and their errors. */
export function EventsSection(): JSX.Element {
  const { texts, api, status, mayChange, refreshStatus } = usePage();
  const [filter, setFilter] = useState<EventFilter>(NO_FILTER);
  const list = usePages((cursor) => api.readEvents({ ...filter, cursor }));
  useEffect(() => {
    const timer = setTimeout(() => void list.read(null), list.pages === null ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [filter]);
  useEffect(() => void list.refresh(), [status.asOf]);

  const readAgain = async (): Promise<void> => {
    await Promise.all([list.read(null), refreshStatus()]);
  };
  return (
    <PageSection name="events">
      <EventFilters filter={filter} onChange={setFilter} />
      {mayChange && <ReplayFailed onReplayed={readAgain} />}
      <PagedList
        list={list}
        label={texts.events.title}
        none={filter === NO_FILTER ? texts.events.none : texts.events.noneFits}
        rowsOf={({ events }) => events.map((event) => <EventRow key={event.id} event={event} onReplayed={readAgain} />)}
      />
    </PageSection>
  );
}
