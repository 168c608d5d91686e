import type { PrismaClient } from '../database/generated/client.ts';

/** What became of an event that a later version or a repaired setting may do better. */
const replayableStates = ['failed', 'unreadable', 'unknown', 'waiting'];

/**
 * Has what failed of an event tried again: the event itself, or its effects that Kommo refused. What was done, skipped or
 * is on its way stays as it is, so that replaying any number of times never writes a second note. The account's job does
 * the work when it is woken.
 * @returns false when the account has no such event
 */
export async function replayEvent(
  prisma: PrismaClient,
  accountId: string,
  eventRowId: bigint,
  now: number,
): Promise<boolean> {
  return prisma.$transaction(async (transaction) => {
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
    await transaction.effect.updateMany({
      where: { accountId, factKey: { in: event.factKeys }, state: 'failed' },
      data: { state: 'open', attempts: 0, nextAttempt: new Date(now), lastError: null },
    });
    return true;
  });
}
