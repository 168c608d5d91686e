import { day } from './units.ts';

/** `YYYY-MM-DD` in UTC */
export function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return dateOf(Date.parse(date) + days * day);
}
