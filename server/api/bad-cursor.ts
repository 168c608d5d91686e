import { Problem } from '../platform/http/problem.ts';

export function badCursor(): Problem {
  return new Problem(400, 'Query not valid', 'cursor must be one that an earlier answer gave.');
}
