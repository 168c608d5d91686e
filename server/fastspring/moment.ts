/** The end of the year 9999, ms: what comes later is no date that a payment has, and Postgres and JSON write it otherwise. */
const latest = Date.UTC(10_000, 0) - 1;

/** A moment since 1970 in whole ms, or null when the number is none. */
export function timeOrNull(milliseconds: number): number | null {
  const whole = Math.trunc(milliseconds);
  return whole > 0 && whole <= latest ? whole : null;
}
