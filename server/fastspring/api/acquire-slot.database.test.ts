import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { type Claim, createSlots } from '../../outward/slots.ts';
import { slotLimits } from '../limits.ts';
import { acquireSlot } from './acquire-slot.ts';
import { FastspringRateLimited } from './errors.ts';

const never = new AbortController().signal;

test('background work leaves room for people', async () => {
  const { prisma } = await openTestDatabase();
  const slots = createSlots(prisma, slotLimits);
  await prisma.outgoingRequest.createMany({
    data: Array.from({ length: 200 }, () => ({ service: 'fastspring', claimedAt: new Date(), countsTo: new Date() })),
  });
  const noTime = AbortSignal.abort();
  await expect(acquireSlot(slots, 'background', noTime)).rejects.toThrow(FastspringRateLimited);
  await acquireSlot(slots, 'interactive', noTime);
});

test('a person does not wait long; background work waits until somebody calls it off', async () => {
  const asked: number[] = [];
  const full = {
    claim: async (atMost: number): Promise<Claim> => {
      asked.push(atMost);
      return { granted: false, wait: 20_000 };
    },
  };
  const failure = await acquireSlot(full, 'interactive', never).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'FastspringRateLimited', retryAfter: 20_000 });
  const stop = new AbortController();
  const waiting = acquireSlot(full, 'background', stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow(FastspringRateLimited);
  expect(asked).toEqual([240, 200]);
});

test('a turn comes when a slot is free again', async () => {
  const answers: Claim[] = [
    { granted: false, wait: 1 },
    { granted: true, slotId: 7n },
  ];
  const slots = { claim: async () => answers.shift() ?? { granted: false as const, wait: 1 } };
  expect(await acquireSlot(slots, 'background', never)).toBe(7n);
});
