import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EventLogEntry } from '../../../server/api/events/events-view.ts';
import type { Refusal } from '../api/answers.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { PageSection } from '../section/page-section.tsx';
import { type EventFilter, EventFilters, NO_FILTER } from './event-filters.tsx';
import { EventRow } from './event-row.tsx';
import { ReplayFailed } from './replay-failed.tsx';

/** Typing an address asks once, this long after the last letter, ms. */
const TYPING_MS = 300;
/** as many as the server gives at once */
const PAGE_SIZE = 50;

/** Everything that came from FastSpring, what it did in Kommo, and what went wrong. */
export function EventsSection(): JSX.Element {
  const { texts, api, status, mayChange, refreshStatus } = usePage();
  const [filter, setFilter] = useState<EventFilter>(NO_FILTER);
  const [events, setEvents] = useState<readonly EventLogEntry[] | null>(null);
  const [nextCursor, setNextCursor] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const read = async (cursor: string | null, isWanted: () => boolean = () => true): Promise<void> => {
    const answer = await api.readEvents({ ...filter, cursor });
    if (!isWanted()) return;
    setRefusal(answer.ok ? null : answer.refusal);
    if (!answer.ok) return;
    setEvents([...(cursor === null ? [] : (events ?? [])), ...answer.body.events]);
    setNextCursor(answer.body.nextCursor);
  };
  const isFirstPage = events === null || events.length <= PAGE_SIZE;
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => void read(null, () => isWanted), events === null ? 0 : TYPING_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
    // With every look at the status, unless somebody reads further down.
  }, [filter, isFirstPage && status.asOf]);

  const readAgain = async (): Promise<void> => {
    await Promise.all([read(null), refreshStatus()]);
  };
  return (
    <PageSection name="events">
      <EventFilters filter={filter} onChange={setFilter} />
      {mayChange && <ReplayFailed onReplayed={readAgain} />}
      {refusal && (
        <p class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </p>
      )}
      {events === null && refusal === null && <p class="pvf-quiet">{texts.loading}</p>}
      {events?.length === 0 && (
        <p class="pvf-none pvf-quiet">{filter === NO_FILTER ? texts.events.none : texts.events.noneFits}</p>
      )}
      {events !== null && events.length > 0 && (
        <ul class="pvf-entries" aria-label={texts.events.title}>
          {events.map((event) => (
            <EventRow key={event.id} event={event} onReplayed={readAgain} />
          ))}
        </ul>
      )}
      {nextCursor !== null && (
        <button type="button" class="pvf-button" onClick={() => void read(nextCursor)}>
          {texts.list.more}
        </button>
      )}
    </PageSection>
  );
}
