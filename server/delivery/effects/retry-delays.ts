import { backoff, jitter } from '../../outward/backoff.ts';
import { minute, second } from '../../platform/time/units.ts';

const pauses = { first: 2 * second, longest: 5 * minute };

/** ms; a stored object may take a moment to show in Kommo's lists */
export const visibilityLag = 5 * second;

/**
 * When to search for the unknown outcome of a request (ms since 1970). The longer the request took to fail, the longer
 * Kommo may still be working on it: an object that is not found after that was not created. A request that got no
 * answer at all within our 15 s is given the minute after which servers commonly abort. From the `attempts`-th failure
 * on, this delay is what keeps the effect from being sent again too soon.
 */
export function lookAfterFailure(sentAt: number, failedAt: number, attempts: number): number {
  return failedAt + Math.max(visibilityLag, 4 * (failedAt - sentAt), backoff(pauses, attempts));
}

/**
 * The same for a process that died while it was sending. It is unknown whether the request failed, so Kommo gets as
 * much time for it as we would have waited; work has to continue within half a minute of the restart.
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
