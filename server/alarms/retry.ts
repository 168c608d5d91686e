import { backoff } from '../outward/backoff.ts';
import { day, hour, minute } from '../platform/time/units.ts';

const pauses = { first: minute, longest: hour };
/** ms */
export const givenUpAfter = day;

/** A message about an alarm that could not be sent. Times in ms. */
interface FailedMessage {
  /** this one included */
  readonly attempts: number;
  readonly createdAt: number;
}

/** When to try again: after a minute, doubled each time, at most an hour. Null when a day of trying is over. */
export function nextAttempt({ attempts, createdAt }: FailedMessage, now: number): number | null {
  if (now - createdAt >= givenUpAfter) return null;
  return now + backoff(pauses, attempts);
}
