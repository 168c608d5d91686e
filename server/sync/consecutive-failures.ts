import { retryPauses } from '../delivery/effects/retry-delays.ts';
import { KommoError, KommoNotSent } from '../kommo/requests/errors.ts';
import { backoff, jitter } from '../outward/backoff.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';

export interface FailedRun {
  readonly accountId: string;
  readonly error: unknown;
  /** Kommo has answered at least once in this run: it fails now and then, not completely */
  readonly madeProgress: boolean;
}

/**
 * Pauses Kommo requests of this account for a while, so that an account that hangs or fails does not occupy a worker
 * again and again. The pause grows with each failure in a row, and starts over if Kommo has answered in between.
 * @param random 0 to 1
 */
export async function noteFailure(
  prisma: PrismaClient,
  { accountId, error, madeProgress }: FailedRun,
  now: number,
  random: number,
): Promise<void> {
  const { consecutiveFailures } = await prisma.account.update({
    where: { id: accountId },
    data: { consecutiveFailures: madeProgress ? 1 : { increment: 1 } },
    select: { consecutiveFailures: true },
  });
  const retryAfter = error instanceof KommoNotSent ? error.retryAfter : null;
  const pause = pauseAfterFailure(consecutiveFailures, retryAfter, random);
  await prisma.account.update({ where: { id: accountId }, data: { retryAt: new Date(now + pause) } });
  // A more specific state keeps its own reason.
  if (error instanceof KommoError) {
    await prisma.account.updateMany({
      where: { id: accountId, state: 'connected' },
      data: { stateReason: error.message },
    });
  }
}

/**
 * How long an account is left alone after its `failures`-th failure in a row, ms: 2 s, doubled each time, at most five
 * minutes, at least as long as Kommo asked for (`retryAfter`, ms). `random` (0 to 1) spreads accounts that failed together.
 */
export function pauseAfterFailure(failures: number, retryAfter: number | null, random: number): number {
  return jitter(Math.max(backoff(retryPauses, failures), retryAfter ?? 0), 1 / 4, random);
}

/** After a successful run of the account's job. */
export async function forgetFailures(prisma: PrismaClient, accountId: string): Promise<void> {
  await prisma.account.updateMany({
    where: { id: accountId, state: 'connected', consecutiveFailures: { gt: 0 } },
    data: { consecutiveFailures: 0, retryAt: null, stateReason: null },
  });
}
