import { expect, test } from 'vitest';
import { anna, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { createPrecedence } from '../precedence.ts';
import { recordQueue } from './record-queue.ts';

const never: AbortSignal = new AbortController().signal;

test('a run waits for deliveries in progress before it records, and after a small round', async () => {
  const stack = await startJobStack();
  const { accountId, database, dependencies, prisma } = stack;
  const storeOrders = (first: number, count: number) =>
    stack.store(
      Array.from({ length: count }, (_, index) => orderCompleted(`order-${first + index}`, anna, stack.now())),
    );
  const recorded: number[] = [];
  const { work } = recordQueue({
    ...{ ...dependencies, database },
    wake: () => undefined,
    precedence: {
      ...createPrecedence(),
      deliveries: {
        during: (delivering) => delivering(),
        untilQuiet: async () => {
          recorded.push(await prisma.order.count());
          if (recorded.length === 1) await storeOrders(0, 10);
          if (recorded.length === 2) await storeOrders(10, 60);
        },
      },
    },
  });
  await work(accountId, never, () => undefined);
  // Not after the round of sixty.
  expect(recorded).toEqual([0, 10]);
  expect(await prisma.order.count()).toBe(70);
});

test('a run that has to make room asks for another', async () => {
  const stack = await startJobStack();
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  const stopping = new AbortController();
  const queue = recordQueue({
    ...{ ...stack.dependencies, database: stack.database },
    wake: () => stopping.abort(),
    precedence: createPrecedence(),
  });
  let isAskedAgain = false;
  await queue.work(stack.accountId, stopping.signal, () => {
    isAskedAgain = true;
  });
  expect(isAskedAgain).toBe(true);
});
