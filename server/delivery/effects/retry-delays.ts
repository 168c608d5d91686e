import { backoff } from '../../outward/backoff.ts';
import { minute, second } from '../../platform/time/units.ts';

/** ms; after failures in a row */
export const retryPauses = { first: 2 * second, longest: 5 * minute };

/** ms; a stored object may take a moment to show in Kommo's lists */
export const visibilityLag = 5 * second;

/**
 * When to search for the unknown outcome of a request (ms since 1970). The longer the request took to fail, the longer
 * Kommo may still be working on it: an object that is not found after that was not created. A request that got no
 * answer at all within our 15 s is given the minute after which servers commonly abort. From the `attempts`-th failure
 * on, this delay is what keeps the effect from being sent again too soon.
 */
export function lookAfterFailure(sentAt: number, failedAt: number, attempts: number): number {
  return failedAt + Math.max(visibilityLag, 4 * (failedAt - sentAt), backoff(retryPauses, attempts));
}

/**
 * The same for a process that died while it was sending. It is unknown whether the request failed, so Kommo gets as
 * much time for it as we would have waited; work has to continue within half a minute of the restart.
 */
export function lookAfterCrash(sentAt: number): number {
  return sentAt + 4 * visibilityLag;
}
