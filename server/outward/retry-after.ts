import { hour } from '../platform/time/units.ts';

const longest = hour;

/**
 * How long to pause after a 429, ms, at most an hour. A value in the body takes precedence over the header, which is in
 * seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
 * @param inBody s
 * @param otherwise ms, when neither has a usable value
 */
export function retryAfterMs(header: string | null, otherwise: number, inBody: number | null = null): number {
  const asked = inBody === null ? ofHeader(header) : inBody * 1000;
  return Math.min(asked >= 0 ? asked : otherwise, longest);
}

function ofHeader(header: string | null): number {
  if (header === null) return Number.NaN;
  return /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
}
