import { backoff, jitter } from '../../outward/backoff.ts';
import { minute, second } from '../../platform/time/units.ts';

const pauses = { first: 2 * second, longest: 5 * minute };

/** ms; what Kommo has stored may take a moment to show in its lists */
export const visibilityLag = 5 * second;

/**
 * When to look for something whose outcome nobody knows (ms since 1970). The longer the request took to fail, the longer
 * Kommo may still be working on it: what is not found after that was not done. A request that got no answer at all
 * within our 15 s is given the minute after which servers commonly break off. From the `attempts`-th failure on the look
 * is what keeps the effect from being sent again too soon.
 */
export function lookAfterFailure(sentAt: number, failedAt: number, attempts: number): number {
  return failedAt + Math.max(visibilityLag, 4 * (failedAt - sentAt), backoff(pauses, attempts));
}

/**
 * The same for a process that died while it was sending. Nobody knows whether the request failed, so Kommo gets as long
 * for it as we would have waited; work has to go on within half a minute of the restart.
 */
export function lookAfterCrash(sentAt: number): number {
  return sentAt + 4 * visibilityLag;
}

/**
 * How long an account is left alone after its `failures`-th failure in a row, ms: 2 s, doubled each time, at most five
 * minutes, at least as long as Kommo asked for (`retryAfter`, ms). `random` (0 to 1) spreads accounts that failed together.
 */
export function pauseAfterFailure(failures: number, retryAfter: number | null, random: number): number {
  return jitter(Math.max(backoff(pauses, failures), retryAfter ?? 0), 1 / 4, random);
}
