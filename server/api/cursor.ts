import { z } from 'zod';
import { Problem } from '../platform/http/problem.ts';

/** The number of one of our rows, as it stands in an address. */
export const rowIdSchema = z.string().regex(/^\d{1,18}$/);

/** @param rows read with one more than fit a page, if there are so many: it shows that another page follows */
export function pageOf<Row extends { readonly id: bigint | string }>(rows: readonly Row[], pageSize: number) {
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return { page, nextCursor: last?.id.toString() ?? null };
}

export function badCursor(): Problem {
  return new Problem(400, 'Query not valid', 'cursor must be one that an earlier answer gave.', {
    code: 'request_invalid',
  });
}
