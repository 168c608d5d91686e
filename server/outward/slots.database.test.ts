import { expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { createSlots, sweepFormerAddresses } from './slots.ts';

test('each service has its own count and its own block', async () => {
  const { prisma } = await openTestDatabase();
  const limits = { egress: 'direct', windowMs: 60_000, underWayMs: 60_000 };
  const kommo = createSlots(prisma, { service: 'kommo', ...limits });
  const fastspring = createSlots(prisma, { service: 'fastspring', ...limits });
  expect(await kommo.claim(1)).toMatchObject({ granted: true });
  expect(await kommo.claim(1)).toMatchObject({ granted: false, wait: expect.any(Number) });
  expect(await fastspring.claim(1)).toMatchObject({ granted: true });
  await fastspring.block(120_000);
  expect(await fastspring.claim(2)).toMatchObject({ granted: false, pause: expect.any(Number) });
  expect(await kommo.claim(2)).toMatchObject({ granted: true });
});

test('each outgoing address has its own count and its own block', async () => {
  const { prisma } = await openTestDatabase();
  const limits = { service: 'kommo', windowMs: 60_000, underWayMs: 60_000 } as const;
  const direct = createSlots(prisma, { egress: 'direct', ...limits });
  const proxy = createSlots(prisma, { egress: 'http://one.example:3128', ...limits });
  expect(await direct.claim(1)).toMatchObject({ granted: true });
  expect(await direct.claim(1)).toMatchObject({ granted: false, wait: expect.any(Number) });
  expect(await proxy.claim(1)).toMatchObject({ granted: true });
  await proxy.block(120_000);
  expect(await proxy.claim(2)).toMatchObject({ granted: false, pause: expect.any(Number) });
  expect(await direct.claim(2)).toMatchObject({ granted: true });
});

test('what an address that is no longer used has left is swept, and nothing that counts or holds back', async () => {
  const { prisma } = await openTestDatabase();
  const limits = { service: 'kommo', windowMs: 60_000, underWayMs: 60_000 } as const;
  await createSlots(prisma, { egress: 'used', ...limits }).claim(1);
  await createSlots(prisma, { egress: 'blocked', ...limits }).block(60_000);
  const former = { service: 'kommo', egress: 'former' };
  await prisma.outgoingRequest.create({ data: { ...former, claimedAt: new Date(0), countsTo: new Date(0) } });
  await sweepFormerAddresses(prisma);
  const left = await prisma.outgoingRequest.findMany({ orderBy: { egress: 'asc' } });
  expect(left.map(({ egress }) => egress)).toEqual(['blocked', 'used']);
});

test('the last slot is kept for people, unless another one is free soon or a person waits', async () => {
  const { prisma } = await openTestDatabase();
  const minute = 60_000;
  const slots = createSlots(prisma, { service: 'kommo', egress: 'direct', windowMs: minute, underWayMs: minute });
  const background = () => slots.claim(3, 1);
  const taken = [await background(), await background()];
  expect(taken).toMatchObject([{ granted: true }, { granted: true }]);
  const [first] = taken.map((claim) => (claim.granted ? claim.slotId : 0n));
  expect(await background()).toMatchObject({ granted: false });
  // Answered 50 s ago: it is free in ten.
  await prisma.outgoingRequest.update({
    where: { id: first ?? 0n },
    data: { countsTo: new Date(Date.now() - 50_000) },
  });
  const last = await background();
  expect(last).toMatchObject({ granted: true });
  expect(await slots.claim(3)).toMatchObject({ granted: false });
  await slots.cancel(last.granted ? last.slotId : 0n);
  expect(await background()).toMatchObject({ granted: false });
  expect(await slots.claim(3)).toMatchObject({ granted: true });
});
