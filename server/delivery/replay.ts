import type { Transaction } from '../database/database.ts';
import { visibilityLag } from './retry-delays.ts';

/** What became of an event that a later version or a repaired setting may do better. */
const replayableStates = ['failed', 'unreadable', 'unknown', 'waiting'];

/**
 * Has what failed of an event tried again: the event itself, or its effects that Kommo refused. What was done, skipped or
 * is on its way stays as it is, so that replaying any number of times never writes a second note. What was sent is looked
 * for first: Kommo may have written what it refused. The account's job does the work when it is woken.
 * @param transaction of its own
 * @returns false when the account has no such event
 */
export async function replayEvent(
  transaction: Transaction,
  accountId: string,
  eventRowId: bigint,
  now: number,
): Promise<boolean> {
  const event = await transaction.event.findFirst({
    where: { id: eventRowId, accountId },
    select: { factKeys: true },
  });
  if (event === null) return false;
  await transaction.event.updateMany({
    where: { id: eventRowId, accountId, state: { in: replayableStates } },
    data: { state: 'received', attempts: 0 },
  });
  // A fact without a lead was never planned, or planning it failed.
  await transaction.fact.updateMany({
    where: { accountId, factKey: { in: event.factKeys }, leadId: null },
    data: { plannedAt: null },
  });
  await transaction.$executeRaw`
      UPDATE "effects" SET "state" = CASE WHEN "sent_at" IS NULL THEN 'open' ELSE 'uncertain' END, "attempts" = 0,
        "next_attempt" = greatest(${new Date(now)}, "sent_at" + ${visibilityLag} * interval '1 millisecond'),
        "last_error" = NULL
      WHERE "account_id" = ${accountId}::uuid AND "fact_key" = ANY(${event.factKeys}) AND "state" = 'failed'`;
  return true;
}
