import { expect, test } from 'vitest';
import { Prisma } from '../../platform/database/generated/client.ts';
import { isolateFailures } from './isolate-failures.ts';

const expired = new Prisma.PrismaClientKnownRequestError('expired', {
  code: 'P2028',
  clientVersion: '',
  meta: { timeout: 5_000, timeTaken: 5_001 },
});

/** Works on these items, of which some take too long however few they are. */
async function work(items: readonly number[], slow: readonly number[]) {
  const done: number[] = [];
  const aside: number[] = [];
  const outcome = await isolateFailures(
    items,
    async (some) => {
      if (some.some((item) => slow.includes(item))) throw expired;
      done.push(...some);
    },
    async (item) => void aside.push(item),
  ).then(
    () => 'finished',
    () => 'given up',
  );
  return { outcome, done, aside };
}

const items = [1, 2, 3, 4, 5, 6, 7, 8];

test('an item that takes too long is set aside, and the others are done', async () => {
  expect(await work(items, [3, 6])).toEqual({ outcome: 'finished', done: [1, 2, 4, 5, 7, 8], aside: [3, 6] });
});

test('when each takes too long it is the database, and not every item is tried', async () => {
  expect(await work(items, items)).toEqual({ outcome: 'given up', done: [], aside: [1, 2] });
});
