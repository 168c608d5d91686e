import { expect, test } from 'vitest';
import { anna, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { readEvents } from '../../fastspring/payloads/read-events.ts';
import { readingOf } from '../../recording/recorded-events.ts';
import { readAhead } from './read-ahead.ts';

async function storeTwo() {
  const stack = await startJobStack();
  await stack.store(['order-1', 'order-2'].map((id) => orderCompleted(id, anna, stack.now())));
  const ids = (await stack.prisma.event.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
  const read = () => readEvents(stack.prisma, stack.accountId, ids);
  const giveReading = await readAhead(stack.prisma, stack.accountId, ids.slice(0, 1));
  return { ...stack, giveReading, read };
}

test('an event that was read ahead is not read again, and others are', async () => {
  const { giveReading, read } = await storeTwo();
  const [first, second] = await read();
  if (first === undefined || second === undefined) throw new Error('Two events were stored');
  expect(giveReading(first)).toBe(giveReading(first));
  expect(giveReading(first)).toEqual(readingOf(first));
  expect(giveReading(second)).not.toBe(giveReading(second));
  expect(giveReading(second)).toEqual(readingOf(second));
});

test('an event that was reduced meanwhile is read as it is now', async () => {
  const { giveReading, read } = await storeTwo();
  const [first] = await read();
  if (first === undefined) throw new Error('Two events were stored');
  const reduced = { ...first, payload: '{"facts":[]}', isReduced: true };
  expect(giveReading(reduced)).toEqual({ outcome: 'facts', facts: [] });
});
