import type { Transaction } from '../../platform/database/database.ts';
import type { Prisma } from '../../platform/database/generated/client.ts';
import { pack } from './pack.ts';

/** An event of an export, with the moment at which it was received there (ISO 8601). */
interface RestoredEvent extends Omit<Prisma.EventCreateManyInput, 'accountId' | 'receivedAt' | 'payload'> {
  readonly receivedAt: string;
  readonly payload: string;
  readonly isReduced: boolean;
}

/**
 * Stores events that were received earlier. A month without a partition is no obstacle; `addMonthsOf` adds it beforehand.
 * @returns their row ids, in the same order
 */
export async function restoreEvents(
  transaction: Transaction,
  accountId: string,
  events: readonly RestoredEvent[],
): Promise<readonly bigint[]> {
  if (events.length === 0) return [];
  const created = await transaction.event.createManyAndReturn({
    data: events.map(({ payload, ...event }) => ({ ...event, accountId, payload: event.isReduced ? payload : null })),
    select: { id: true, eventId: true },
  });
  const ids = new Map(created.map(({ id, eventId }) => [eventId, id]));
  const rows: Prisma.EventPayloadCreateManyInput[] = [];
  for (const { eventId, receivedAt, payload, isReduced } of events) {
    const eventRowId = ids.get(eventId);
    if (isReduced || eventRowId === undefined) continue;
    const { bytes, packed } = await pack(payload);
    rows.push({ accountId, eventRowId, receivedAt, bytes, packed: new Uint8Array(packed) });
  }
  await transaction.eventPayload.createMany({ data: rows });
  return created.map(({ id }) => id);
}
