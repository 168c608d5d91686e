import { expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { createSlots } from './slots.ts';

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
