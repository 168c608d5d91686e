import type { PrismaClient } from '../database/generated/client.ts';
import { pauseAfterFailure } from '../delivery/retry-delays.ts';
import { KommoError, KommoNotSent } from '../kommo/errors.ts';

/**
 * Leaves Kommo alone for this account for a while, longer with each failure in a row, so that an account that hangs or
 * fails does not hold a worker again and again.
 * @param random 0 to 1
 */
export async function noteFailure(
  prisma: PrismaClient,
  accountId: string,
  error: unknown,
  now: number,
  random: number,
): Promise<void> {
  const { failuresInARow } = await prisma.account.update({
    where: { id: accountId },
    data: { failuresInARow: { increment: 1 } },
    select: { failuresInARow: true },
  });
  const retryAfter = error instanceof KommoNotSent ? error.retryAfter : null;
  const pause = pauseAfterFailure(failuresInARow, retryAfter, random);
  await prisma.account.update({ where: { id: accountId }, data: { retryAt: new Date(now + pause) } });
  // A state that says more than this failure keeps its own reason.
  if (error instanceof KommoError) {
    await prisma.account.updateMany({
      where: { id: accountId, state: 'connected' },
      data: { stateReason: error.message },
    });
  }
}

/** The account's job went through. */
export async function forgetFailures(prisma: PrismaClient, accountId: string): Promise<void> {
  await prisma.account.updateMany({
    where: { id: accountId, state: 'connected', failuresInARow: { gt: 0 } },
    data: { failuresInARow: 0, retryAt: null, stateReason: null },
  });
}
