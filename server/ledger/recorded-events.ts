import type { Prisma } from '../database/generated/client.ts';
import { type EventReading, readerVersion } from '../fastspring/events/index.ts';

/** Events whose facts are in the ledger: one that was set aside afterwards, or put back to be tried again, keeps them. */
export const recordedEvents: Prisma.EventWhereInput = {
  OR: [{ state: 'recorded' }, { state: { in: ['failed', 'received'] }, factKeys: { isEmpty: false } }],
};

export type UnreadEvent = Exclude<EventReading, { readonly outcome: 'facts' }>;

/** An event without facts, as its row says it. */
export function unreadColumns(reading: UnreadEvent) {
  const reason =
    reading.outcome === 'unreadable' ? { code: 'unreadable', detail: reading.reason } : { code: 'unknown_type' };
  return { state: reading.outcome, reason, factKeys: [], readerVersion };
}
