import { describe, expect, test } from 'vitest';
import { openTestDatabase } from '../../database/testing/test-database.ts';
import { FastspringRateLimited } from './errors.ts';
import { type Claim, createRequestSlots } from './request-slots.ts';
import { takeTurn } from './turns.ts';

const never = new AbortController().signal;

async function startSlots(engine: 'postgres' | 'embedded' = 'postgres') {
  const { prisma } = await openTestDatabase(engine);
  /** Makes a slot older, instead of waiting. */
  const age = async (slotId: bigint, seconds: number) => {
    await prisma.$executeRaw`UPDATE fastspring_requests SET counts_to = counts_to - ${seconds} * interval '1 second' WHERE id = ${slotId}`;
  };
  return { prisma, slots: createRequestSlots(prisma), age };
}

function slotOf(claim: Claim): bigint {
  if (!claim.granted) throw new Error('not granted');
  return claim.slotId;
}

describe.each(['postgres', 'embedded'] as const)('on %s', (engine) => {
  test('slots are counted over everybody, freed a minute after the answer, and swept', async () => {
    const { prisma, slots, age } = await startSlots(engine);
    const claims = await Promise.all([slots.claim(2), slots.claim(2), slots.claim(2)]);
    const [first = 0n, second = 0n] = claims.flatMap((claim) => (claim.granted ? [claim.slotId] : []));
    expect(claims.filter(({ granted }) => granted)).toHaveLength(2);
    // Nobody has answered yet: the earliest moment at which a slot can be free is a minute away.
    expect(await slots.claim(2)).toEqual({ granted: false, wait: expect.closeTo(60_000, -4) });
    await slots.release(first);
    await age(first, 50);
    const refused = await slots.claim(2);
    expect(refused.granted ? 0 : refused.wait).toBeLessThanOrEqual(10_000);
    await age(first, 10);
    expect(await slots.claim(2)).toMatchObject({ granted: true });
    await age(second, 36);
    expect(await slots.claim(2)).toMatchObject({ granted: false });
    await age(first, 120);
    await slots.claim(2);
    expect(await prisma.fastspringRequest.count({ where: { id: first } })).toBe(0);
  });

  test('a 429 holds everybody back for the time that FastSpring asked for, and takes no slot', async () => {
    const { prisma, slots } = await startSlots(engine);
    await slots.block(120_000);
    await slots.block(30_000);
    expect(await slots.claim(250)).toEqual({ granted: false, wait: expect.closeTo(120_000, -4) });
    await prisma.$executeRaw`UPDATE fastspring_requests SET blocks_to = now()`;
    slotOf(await slots.claim(1));
  });
});

test('background work leaves room for people', async () => {
  const { prisma, slots } = await startSlots();
  await prisma.fastspringRequest.createMany({
    data: Array.from({ length: 200 }, () => ({ countsTo: new Date() })),
  });
  const noTime = AbortSignal.abort();
  await expect(takeTurn(slots, 'background', noTime)).rejects.toThrow(FastspringRateLimited);
  await takeTurn(slots, 'interactive', noTime);
});

test('a person does not wait long; background work waits until somebody calls it off', async () => {
  const asked: number[] = [];
  const full = {
    claim: async (atMost: number): Promise<Claim> => {
      asked.push(atMost);
      return { granted: false, wait: 20_000 };
    },
  };
  const failure = await takeTurn(full, 'interactive', never).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'FastspringRateLimited', retryAfter: 20_000 });
  const stop = new AbortController();
  const waiting = takeTurn(full, 'background', stop.signal);
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
  expect(await takeTurn(slots, 'background', never)).toBe(7n);
});
