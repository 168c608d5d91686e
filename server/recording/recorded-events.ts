import { type EventReading, readEvent, readerVersion, type StoredEvent } from '../fastspring/events/index.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Event, Prisma } from '../platform/database/generated/client.ts';

/** Events whose facts are in the ledger: one that was set aside afterwards, or put back to be tried again, keeps them. */
export const recordedEvents: Prisma.EventWhereInput = {
  OR: [{ state: 'recorded' }, { state: { in: ['failed', 'received'] }, factKeys: { isEmpty: false } }],
};

/** An event's row as the reader takes it. */
export function asRead(event: Event): StoredEvent {
  return { ...event, createdAt: event.createdAt?.getTime() ?? null, receivedAt: event.receivedAt.getTime() };
}

/** Payloads may have megabytes, so only a few are in memory at a time. */
const eventsPerPage = 200;

export interface RecordedEvent {
  readonly event: Event;
  readonly reading: EventReading;
}

/** An account's recorded events in the order of their arrival, a page at a time. */
export async function* readRecorded(
  transaction: Transaction,
  accountId: string,
  some: Prisma.EventWhereInput = {},
): AsyncGenerator<readonly RecordedEvent[]> {
  let after = 0n;
  for (;;) {
    const page = await transaction.event.findMany({
      where: { accountId, ...recordedEvents, AND: some, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: eventsPerPage,
    });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield page.map((event) => ({ event, reading: readEvent(asRead(event)) }));
    if (page.length < eventsPerPage) return;
  }
}

export type UnreadEvent = Exclude<EventReading, { readonly outcome: 'facts' }>;

/** Marks events without facts, all in one statement: Prisma would send one for each, and read its payload back. */
export async function markUnread(transaction: Transaction, readings: ReadonlyMap<bigint, UnreadEvent>): Promise<void> {
  if (readings.size === 0) return;
  const rows = [...readings].map(([id, reading]) => ({
    id: String(id),
    state: reading.outcome,
    reason:
      reading.outcome === 'unreadable' ? { code: 'unreadable', detail: reading.reason } : { code: 'unknown_type' },
  }));
  await transaction.$executeRaw`
    UPDATE "events" e SET "state" = r."state", "reason" = r."reason", "fact_keys" = '{}',
      "reader_version" = ${readerVersion}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("id" bigint, "state" text, "reason" jsonb)
    WHERE e."id" = r."id"`;
}
