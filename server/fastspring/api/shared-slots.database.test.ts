import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { createSlots } from '../../outward/slots.ts';
import { slotLimits } from '../limits.ts';

test('FastSpring: slots are counted over all accounts, freed a minute after the answer, and swept', async () => {
  const { prisma } = await openTestDatabase();
  const slots = createSlots(prisma, slotLimits);
  const age = (id: bigint, seconds: number) =>
    prisma.$executeRaw`UPDATE outgoing_requests SET counts_to = counts_to - ${seconds} * interval '1 second' WHERE id = ${id}`;
  const claims = await Promise.all([slots.claim(2), slots.claim(2), slots.claim(2)]);
  const [first = 0n, second = 0n] = claims.flatMap((claim) => (claim.granted ? [claim.slotId] : []));
  expect(claims.filter(({ granted }) => granted)).toHaveLength(2);
  // No answer has arrived yet: the earliest moment at which a slot can be free is a minute away.
  expect(await slots.claim(2)).toEqual({ granted: false, wait: expect.closeTo(60_000, -4) });
  await slots.release(first);
  await age(first, 50);
  const soon = expect.toSatisfy((wait) => wait <= 10_000);
  expect(await slots.claim(2)).toEqual({ granted: false, wait: soon });
  await age(first, 10);
  expect(await slots.claim(2)).toMatchObject({ granted: true });
  await age(second, 36);
  expect(await slots.claim(2)).toMatchObject({ granted: false });
  await age(first, 120);
  await slots.claim(2);
  expect(await prisma.outgoingRequest.count({ where: { id: first } })).toBe(0);
});

test('FastSpring: a 429 holds back all accounts for the requested time, and takes no slot', async () => {
  const { prisma } = await openTestDatabase();
  const slots = createSlots(prisma, slotLimits);
  await slots.block(120_000);
  await slots.block(30_000);
  expect(await slots.claim(250)).toEqual({ granted: false, pause: expect.closeTo(120_000, -4) });
  await prisma.$executeRaw`UPDATE outgoing_requests SET blocks_to = now()`;
  expect(await slots.claim(1)).toMatchObject({ granted: true });
});
