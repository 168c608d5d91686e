import { z } from 'zod';
import { Problem } from '../platform/http/problem.ts';

/** The number of one of our rows, as it stands in an address. */
export const rowIdSchema = z.string().regex(/^\d{1,18}$/);

export function badCursor(): Problem {
  return new Problem(400, 'Query not valid', 'cursor must be one that an earlier answer gave.');
}
