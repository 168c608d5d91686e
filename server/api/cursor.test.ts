import { expect, test } from 'vitest';
import { pageOf } from './cursor.ts';

test.each([
  ['is not full', [3n, 2n], [3n, 2n], null],
  ['is just full', [4n, 3n, 2n], [4n, 3n, 2n], null],
  ['is followed by another', [5n, 4n, 3n, 2n], [5n, 4n, 3n], '3'],
])('a page that %s', (_, rows, page, nextCursor) => {
  const withId = (id: bigint) => ({ id });
  expect(pageOf(rows.map(withId), 3)).toEqual({ page: page.map(withId), nextCursor });
});
