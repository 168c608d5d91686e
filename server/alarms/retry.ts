import { backoff } from '../outward/backoff.ts';

const minute = 60_000;
const pauses = { first: minute, longest: 60 * minute };
/** ms */
export const givenUpAfter = 24 * 60 * minute;

/** Of a message about an alarm that could not be sent. Times in ms. */
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
