import { day, hour } from '../platform/time/units.ts';

/** No silence is called unusual before it is so long, however busy the account is. */
export const shortestSilence = day;
/** Shorter gaps say nothing about an account's rhythm. */
export const shortestGap = hour;
/** Two weekends are among the gaps then. */
const leastDays = 14;
const leastActiveHours = 10;

/** How an account's live webhooks came in the 30 days up to the last of them. Times in ms. */
export interface WebhookRhythm {
  readonly firstAt: number;
  readonly lastAt: number;
  /** hours of the clock in which at least one came: a sale brings several webhooks within seconds */
  readonly activeHours: number;
  /** the times of `shortestGap` or more between a webhook and the next */
  readonly gaps: readonly number[];
}

interface Silence {
  /** ms */
  readonly lasts: number;
  /** the longest that is usual, ms */
  readonly usual: number;
}

/**
 * A silence that is unusual for the account: longer than a day, and more than twice as long as the longest gap of the 30
 * days before it. Twice, because a new longest gap is nothing rare: of gaps that come by chance the next month exceeds
 * this month's longest every second time, but hardly ever its double. A longest gap that would itself have been unusual
 * beside the others was an outage, and does not make the next one usual.
 * @returns null when there is none, or when the account's rhythm is not known: with fewer than ten hours in which webhooks
 *   came, or less than two weeks between the first and the last
 */
export function unusualSilence(rhythm: WebhookRhythm, now: number): Silence | null {
  const { firstAt, lastAt, activeHours, gaps } = rhythm;
  if (activeHours < leastActiveHours || lastAt - firstAt < leastDays * day) return null;
  const [longest = 0, next = 0] = gaps.toSorted((one, other) => other - one);
  const usual = longest > limitAt(next) ? next : longest;
  const lasts = now - lastAt;
  return lasts > limitAt(usual) ? { lasts, usual } : null;
}

function limitAt(usual: number): number {
  return Math.max(shortestSilence, 2 * usual);
}
