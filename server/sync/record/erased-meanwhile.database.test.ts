import { expect, test } from 'vitest';
import { waitsForLock } from '../../../testing/postgres/waits-for-lock.ts';
import { hashPerson } from '../../../testing/server/personal-data/guard.ts';
import { anna, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { runAccount } from '../../../testing/server/sync/run-account.ts';
import { KommoUncertain } from '../../kommo/requests/errors.ts';
import { startErasure } from '../../personal-data/start-erasure.ts';
import { holdUpRecording } from '../../platform/database/erasure-lock.ts';
import { storeMatches } from '../match/store-match.ts';

test('a customer that is found during an erasure gets no link', async () => {
  const { prisma, database, accountId, store, work, now } = await startJobStack();
  await store([orderCompleted('order-1', anna, now())]);
  await work();
  const customer = await prisma.customer.findFirstOrThrow();
  const match = { leadId: 1, contactId: 2, reason: 'email', confidence: 100, details: { contact: 'Anna' } } as const;
  const found = await prisma.$transaction(async (erasure) => {
    await holdUpRecording(erasure, accountId);
    await erasure.customerLead.deleteMany({ where: { accountId } });
    const linking = prisma.$transaction((transaction) => storeMatches(transaction, customer, [match], [], now()));
    await expect.poll(() => waitsForLock(database)).toBe(true);
    await erasure.customer.updateMany({ data: { matchState: 'erased', nextMatchAt: null } });
    return { linking };
  });
  await found.linking;
  expect(await prisma.customerLead.count()).toBe(0);
});

test('a customer that is erased during a search that fails is not searched for again', async () => {
  const { prisma, kommo, dependencies, accountId, store, now } = await startJobStack();
  await store([orderCompleted('order-1', anna, now())]);
  const erasing: typeof kommo = {
    ...kommo,
    forAccount: (id, priority) => ({
      ...kommo.forAccount(id, priority),
      searchContacts: async () => {
        const { id: customerId } = await prisma.customer.findFirstOrThrow();
        await startErasure(prisma, hashPerson, { accountId, userId: 7 }, { customerId });
        throw new KommoUncertain('GET contacts: no answer');
      },
    }),
  };
  await runAccount({ ...dependencies, kommo: erasing }, accountId, AbortSignal.timeout(5_000));
  expect(await prisma.customer.findFirstOrThrow()).toMatchObject({ matchState: 'erased', nextMatchAt: null });
});
