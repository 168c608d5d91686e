import { z } from 'zod';

/** Fewer letters fit too many. */
const shortestSearch = 3;

/** What a person types to find somebody. Every sign is meant as it is: there are no wildcards. */
export const searchWords = z.string().trim().min(shortestSearch).max(100);

/** Postgres stores no such text, so it is in nobody's name. */
export function isInNoText(words: string): boolean {
  return words.includes('\0');
}
