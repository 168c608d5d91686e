import { type EventReading, readEvent, readerVersion, type StoredEvent } from '../fastspring/events/index.ts';
import { readEvents, type StoredEventRow } from '../fastspring/payloads/read-events.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Prisma } from '../platform/database/generated/client.ts';

/** Events with facts in the ledger, even if the event was set aside or put back to be tried again since. */
export const recordedEvents: Prisma.EventWhereInput = {
  OR: [{ state: 'recorded' }, { state: { in: ['failed', 'received'] }, factKeys: { isEmpty: false } }],
};

/** An event's row in the form that the reader expects. */
export function asRead(event: StoredEventRow): StoredEvent {
  return { ...event, createdAt: event.createdAt?.getTime() ?? null, receivedAt: event.receivedAt.getTime() };
}

/** Payloads may have megabytes, so only a few are in memory at a time. */
const eventsPerPage = 200;

export interface RecordedEvent {
  readonly event: StoredEventRow;
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
      select: { id: true },
    });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    const events = await readEvents(transaction, accountId, idsOf(page));
    yield events.map((event) => ({ event, reading: readEvent(asRead(event)) }));
    if (page.length < eventsPerPage) return;
  }
}

const idsOf = (rows: readonly { readonly id: bigint }[]) => rows.map(({ id }) => id);

/**
 * Stores the outcomes of reading events in one statement: Prisma would send one for each, and read its payload back.
 * @param readings by row id
 * @param repeats the events that state only known facts
 */
export async function markRead(
  transaction: Transaction,
  accountId: string,
  readings: ReadonlyMap<bigint, EventReading>,
  repeats: ReadonlySet<bigint>,
): Promise<void> {
  if (readings.size === 0) return;
  const rows = [...readings].map(([id, reading]) => ({ id: String(id), ...outcomeOf(reading, repeats.has(id)) }));
  await transaction.$executeRaw`
    UPDATE "events" e SET "state" = r."state", "reason" = r."reason", "fact_keys" = r."fact_keys",
      "is_repeat" = coalesce(r."is_repeat", e."is_repeat"), "reader_version" = ${readerVersion}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("id" bigint, "state" text, "reason" jsonb, "fact_keys" text[], "is_repeat" boolean)
    WHERE e."account_id" = ${accountId}::uuid AND e."id" = r."id"`;
}

function outcomeOf(reading: EventReading, isRepeat: boolean) {
  switch (reading.outcome) {
    case 'facts':
      return { state: 'recorded', fact_keys: reading.facts.map(({ key }) => key), is_repeat: isRepeat };
    case 'unreadable':
      return { state: 'unreadable', reason: { code: 'unreadable', detail: reading.reason }, fact_keys: [] };
    case 'unknown':
      return { state: 'unknown', reason: { code: 'unknown_type' }, fact_keys: [] };
  }
}
