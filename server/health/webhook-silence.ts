import { day, hour } from '../platform/time/units.ts';

/** A shorter silence is never unusual, however busy the account is. */
export const shortestSilence = day;
/** Shorter gaps say nothing about an account's rhythm. */
export const shortestGap = hour;
/** Long enough that the gaps include two weekends. */
const leastDays = 14;
const leastActiveHours = 10;

/** How an account's live webhooks arrived in the 30 days up to the last one. Times in ms. */
export interface WebhookRhythm {
  readonly firstAt: number;
  readonly lastAt: number;
  /** clock hours in which at least one arrived: a sale brings several webhooks within seconds */
  readonly activeHours: number;
  /** the times between two consecutive webhooks, if `shortestGap` or longer */
  readonly gaps: readonly number[];
}

interface Silence {
  /** ms */
  readonly lasts: number;
  /** the longest usual silence, ms */
  readonly usual: number;
}

/**
 * A silence that is unusual for the account: longer than a day, and more than twice as long as the longest gap of the
 * 30 days before it. Twice, because a new longest gap is not rare: with random gaps, the next month exceeds this
 * month's longest half the time, but hardly ever twice its length. If the longest gap is itself unusual compared with
 * the others, it was an outage and does not make the next one usual.
 * @returns null when there is none, or when the account's rhythm is unknown: webhooks in fewer than ten hours, or less
 *   than two weeks between the first and the last
 */
export function unusualSilence(rhythm: WebhookRhythm, now: number): Silence | null {
  const usual = usualSilence(rhythm);
  if (usual === null) return null;
  const lasts = now - rhythm.lastAt;
  return lasts > limitAt(usual) ? { lasts, usual } : null;
}

/** The last moment of a usual silence, ms; infinite when the account's rhythm is unknown. */
export function usualUntil(rhythm: WebhookRhythm): number {
  const usual = usualSilence(rhythm);
  return usual === null ? Number.POSITIVE_INFINITY : rhythm.lastAt + limitAt(usual);
}

function usualSilence({ firstAt, lastAt, activeHours, gaps }: WebhookRhythm): number | null {
  if (activeHours < leastActiveHours || lastAt - firstAt < leastDays * day) return null;
  const [longest = 0, next = 0] = gaps.toSorted((one, other) => other - one);
  return longest > limitAt(next) ? next : longest;
}

function limitAt(usual: number): number {
  return Math.max(shortestSilence, 2 * usual);
}
