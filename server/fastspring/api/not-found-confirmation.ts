import { hour, minute } from '../../platform/time/units.ts';

/** ms; requests are counted by the minute */
const believedAfter = 30_000;
const forgottenAfter = hour;
/** ms to wait before asking again */
export const doubtfulRetryAfter = minute;

/**
 * Remembers which requests were answered with a 404 without a word, so that the second one is believed. Lives as long as
 * the process.
 * @param now ms, of a clock that never goes back
 * @returns whether the same request was answered like this long enough ago that the limit is no explanation any more
 */
export function createNotFoundConfirmation(now: () => number): (request: string) => boolean {
  const firstSeen = new Map<string, number>();
  return (request) => {
    for (const [other, at] of firstSeen) if (now() - at > forgottenAfter) firstSeen.delete(other);
    const at = firstSeen.get(request);
    if (at === undefined) firstSeen.set(request, now());
    return at !== undefined && now() - at >= believedAfter;
  };
}
