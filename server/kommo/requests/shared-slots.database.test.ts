import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { onlyEgress, silent, startKommo, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { KommoNotSent } from './errors.ts';
import { createRequestSlots } from './request-slots.ts';

test('slots are counted, freed a window after the answer, and swept', async () => {
  const { prisma } = await openTestDatabase();
  const minute = 60_000;
  // Long enough that the test never outlasts it, even on a slow machine.
  const slots = createRequestSlots(prisma, onlyEgress, 10 * minute, silent);
  const age = (id: bigint, milliseconds: number) =>
    prisma.$executeRaw`UPDATE outgoing_requests SET counts_to = counts_to - ${milliseconds} * interval '1 millisecond' WHERE id = ${id}`;
  const claims = await Promise.all([slots.claim(2, 0), slots.claim(2, 0), slots.claim(2, 0)]);
  const granted = claims.flatMap((claim) => (claim.granted ? [claim.slotId] : []));
  expect(granted).toHaveLength(2);
  const [first = 0n, second = 0n] = granted;
  // No answer has arrived yet: the earliest moment at which a slot can be free is a window away.
  const waitIsAbout = (wait: number) => ({
    granted: false,
    wait: expect.toSatisfy((ms) => ms <= wait && ms > wait - minute),
  });
  expect(await slots.claim(2, 0)).toEqual(waitIsAbout(10 * minute));
  await slots.release(first);
  await age(first, 3 * minute);
  expect(await slots.claim(2, 0)).toEqual(waitIsAbout(7 * minute));
  await age(first, 7 * minute);
  expect(await slots.claim(2, 0)).toMatchObject({ granted: true });
  await slots.cancel(second);
  expect(await slots.claim(2, 0)).toMatchObject({ granted: true });
  await age(first, 100 * minute);
  await slots.claim(2, 0);
  expect(await prisma.outgoingRequest.count({ where: { id: first } })).toBe(0);
});

test('a 429 pauses the account for as long as Kommo says, for all processes', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack({
    database: await openTestDatabase(),
  });
  sandbox.faults.add({ kind: 'status', status: 429, body: { title: 'Too Many Requests', retry_after: 300 } });
  const api = kommo.forAccount(accountId, 'interactive');
  await expect(api.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent', retryAfter: 300_000 });
  const refused = startKommo(database, config).forAccount(accountId, 'interactive').getPipelines();
  await expect(refused).rejects.toThrow(KommoNotSent);
  await expect(refused).rejects.toMatchObject({
    retryAfter: expect.toSatisfy((wait: number) => wait > 200_000 && wait <= 330_000),
  });
  expect(sandbox.callCount()).toBe(1);
  await prisma.account.updateMany({ data: { pausedUntil: null } });
  expect(await api.getPipelines()).not.toHaveLength(0);
});
