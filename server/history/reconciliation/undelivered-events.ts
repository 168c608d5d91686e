import type { FastspringApi } from '../../fastspring/api/api.ts';
import { FastspringRefused } from '../../fastspring/api/errors.ts';
import { daysOfEvents } from '../../fastspring/limits.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { dateOf } from '../../platform/time/dates.ts';
import { day } from '../../platform/time/units.ts';

/** Marking ends when everything is marked; an endless list would block the account forever. */
const pagesAtMost = 400;

export interface EventWalk {
  readonly api: Pick<FastspringApi, 'listEvents' | 'markEventProcessed'>;
  /** ms; events before it have been checked */
  readonly since: number;
  /** ms */
  readonly now: number;
  /** stores the missing events and returns their number; called page by page */
  readonly storeMissingEvents: (events: readonly IncomingEvent[]) => Promise<number>;
}

export interface WalkedEvents {
  readonly takenIn: number;
  /** there are more than FastSpring shows */
  readonly moreThanShown: boolean;
}

/**
 * Takes in undelivered events and marks them as processed, page by page: FastSpring shows 25, and the next ones only
 * after that (https://developer.fastspring.com/reference/list-all-unprocessed-events).
 */
export async function storeAndMark({ api, storeMissingEvents }: EventWalk): Promise<WalkedEvents> {
  const marked = new Set<string>();
  let takenIn = 0;
  for (let page = 1; page <= pagesAtMost; page += 1) {
    const { events, more } = await api.listEvents('unprocessed', { days: daysOfEvents });
    takenIn += await storeMissingEvents(events);
    const unmarked = events.filter(({ eventId }) => !marked.has(eventId));
    for (const { eventId } of unmarked) {
      await mark(api, eventId);
      marked.add(eventId);
    }
    if (!more) return { takenIn, moreThanShown: false };
    if (unmarked.length === 0) break;
  }
  return { takenIn, moreThanShown: true };
}

/** No other program waits for an event that FastSpring no longer knows. */
async function mark(api: Pick<FastspringApi, 'markEventProcessed'>, eventId: string): Promise<void> {
  try {
    await api.markEventProcessed(eventId);
  } catch (error) {
    if (!(error instanceof FastspringRefused)) throw error;
  }
}

/**
 * Takes in FastSpring's events without marking them, because other programs may depend on the marks. If FastSpring does
 * not show all of them at once, they are requested day by day, which shows 25 per day.
 */
export async function takeInUnmarked(which: 'processed' | 'unprocessed', walk: EventWalk): Promise<WalkedEvents> {
  const { api, since, now, storeMissingEvents } = walk;
  const days = Math.min(Math.max(Math.ceil((now - since) / day), 1) + 1, daysOfEvents);
  const all = await api.listEvents(which, { days });
  let takenIn = await storeMissingEvents(all.events);
  if (!all.more) return { takenIn, moreThanShown: false };
  let moreThanShown = false;
  for (let ago = days; ago >= 0; ago -= 1) {
    const [begin, end] = [dateOf(now - ago * day), dateOf(now - (ago - 1) * day)];
    const { events, more } = await api.listEvents(which, { days, begin, end });
    takenIn += await storeMissingEvents(events);
    moreThanShown ||= more;
  }
  return { takenIn, moreThanShown };
}
