import type { EventReading } from '../../fastspring/events/index.ts';
import { readEvents, type StoredEventRow } from '../../fastspring/payloads/read-events.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { createTurns } from '../../platform/runtime/turns.ts';
import { readingOf } from '../../recording/recorded-events.ts';

/** Gives the reading of an event as its transaction finds it. */
export type GiveReading = (event: StoredEventRow) => EventReading;

/**
 * Reads events that are about to be recorded, while Postgres writes the ones before them: this process would only wait
 * meanwhile. An event whose payload has been replaced since, because a person was erased, is read again.
 */
export async function readAhead(prisma: PrismaClient, accountId: string, ids: readonly bigint[]): Promise<GiveReading> {
  const known = new Map<bigint, { readonly event: StoredEventRow; readonly reading: EventReading }>();
  const turn = createTurns();
  for (const event of await readEvents(prisma, accountId, ids)) {
    await turn();
    known.set(event.id, { event, reading: readingOf(event) });
  }
  return (event) => {
    const ahead = known.get(event.id);
    const isUnchanged = ahead?.event.payload === event.payload && ahead.event.isReduced === event.isReduced;
    return isUnchanged ? ahead.reading : readingOf(event);
  };
}
