import { createFormats, type Formats } from '../../ui/formats.ts';

export interface PageFormats extends Formats {
  /** "7"; "10,000+" from where the server counts no further */
  count(value: number): string;
  /** "2 minutes ago", "3 days ago" */
  ago(time: string, now: number): string;
  /** "Nov 27, 2026": the day on which a moment, in ms since 1970, falls in an IANA time zone */
  dayIn(time: number, timeZone: string): string;
  /** "30 hours", "3 days" */
  duration(hours: number): string;
  /** 1 = Monday … 7 = Sunday */
  weekday(day: number): string;
  /** "Germany or France" */
  oneOf(names: readonly string[]): string;
  /** "Euro"; an unknown code is shown unchanged */
  currency(code: string): string;
}

/** the longest first, in seconds */
const AGO_UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const COUNTED_AT_MOST = 10_000;

export function createPageFormats(locale: string): PageFormats {
  const formats = createFormats(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const hours = new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'long' });
  const days = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  const choices = new Intl.ListFormat(locale, { type: 'disjunction' });
  const currencies = new Intl.DisplayNames(locale, { type: 'currency' });
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return {
    ...formats,

    count: (value) => `${formats.number(value)}${value < COUNTED_AT_MOST ? '' : '+'}`,

    ago(time, now) {
      const seconds = Math.max(0, now - Date.parse(time)) / 1000;
      const [unit, length] = AGO_UNITS.find(([, least]) => seconds >= least) ?? ['second', 1];
      return relative.format(-Math.floor(seconds / length), unit);
    },

    dayIn: (time, timeZone) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(time),

    duration: (count) => (count < 48 ? hours.format(count) : days.format(Math.floor(count / 24))),

    // The first of January 2024 was a Monday.
    weekday: (day) => weekdays.format(Date.UTC(2024, 0, day)),

    oneOf: (names) => choices.format(names),

    currency: (code) => (/^[A-Z]{3}$/.test(code) ? (currencies.of(code) ?? code) : code),
  };
}
