import { type EventReading, readerVersion } from '../fastspring/events/index.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Prisma } from '../platform/database/generated/client.ts';

/** Events whose facts are in the ledger: one that was set aside afterwards, or put back to be tried again, keeps them. */
export const recordedEvents: Prisma.EventWhereInput = {
  OR: [{ state: 'recorded' }, { state: { in: ['failed', 'received'] }, factKeys: { isEmpty: false } }],
};

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
