import { hour, minute } from '../../platform/time/units.ts';

/** Which 404s without a word have been seen, so that the second one is believed. Lives as long as the process. */
export interface NotFoundConfirmation {
  /** Whether the same request was answered like this long enough ago that the limit is no explanation any more. */
  readonly isConfirmed: (request: string) => boolean;
}

/** ms; requests are counted by the minute */
const believedAfter = 30_000;
const forgottenAfter = hour;
/** ms to wait before asking again */
export const doubtfulRetryAfter = minute;

/** @param now ms, of a clock that never goes back */
export function createNotFoundConfirmation(now: () => number): NotFoundConfirmation {
  const firstSeen = new Map<string, number>();
  return {
    isConfirmed: (request) => {
      for (const [other, at] of firstSeen) if (now() - at > forgottenAfter) firstSeen.delete(other);
      const at = firstSeen.get(request);
      if (at === undefined) firstSeen.set(request, now());
      return at !== undefined && now() - at >= believedAfter;
    },
  };
}
