import { expect, test } from 'vitest';
import { waitsForLock } from '../../../testing/postgres/waits-for-lock.ts';
import { setPeopleScene } from '../../../testing/server/api/people-scene.ts';
import { hashPerson } from '../../../testing/server/personal-data/guard.ts';
import { startErasure } from '../../personal-data/start-erasure.ts';
import { holdUpRecording } from '../../platform/database/erasure-lock.ts';

test('a customer that is erased while Kommo answers is not linked, and stays erased', async () => {
  const { ask, ids, sandbox, prisma, accountId, suggested } = await setPeopleScene();
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const held = sandbox.faults.add({ kind: 'hold', until, match: { path: /leads/ } });
  const linking = ask(ids.administrator, 'PUT /api/v1/leads/:leadId/customers/:customerId');
  await expect.poll(held.hits).toBe(1);
  await startErasure(prisma, hashPerson, { accountId, userId: 7 }, { customerId: suggested.id });
  release();
  expect((await linking).json()).toMatchObject({ status: 404, title: 'Unknown customer' });
  expect(await prisma.customer.findFirstOrThrow({ where: { id: suggested.id } })).toMatchObject({
    matchState: 'erased',
    nextMatchAt: null,
  });
  expect(await prisma.customerLead.count()).toBe(0);

  for (const route of [
    ...['resync', 'erase', 'lead'].map((last) => `POST /api/v1/customers/${suggested.id}/${last}`),
    `GET /api/v1/customers/${suggested.id}/lead`,
    `PUT /api/v1/customers/${suggested.id}/not-relevant`,
    `DELETE /api/v1/customers/${suggested.id}/not-relevant`,
  ]) {
    expect((await ask(ids.administrator, route)).json()).toMatchObject({ status: 404, title: 'Unknown customer' });
  }
  expect(await prisma.leadCreation.count()).toBe(0);
});

test.each([
  ['a suggestion that is ruled out', 'DELETE /api/v1/leads/:leadId/customers/:customerId'],
  ['a resync', 'POST /api/v1/customers/:customerId/resync'],
])('%s during an erasure leaves nothing of the customer', async (_what, route) => {
  const { ask, ids, database, prisma, accountId, suggested } = await setPeopleScene();
  const { answer } = await prisma.$transaction(async (transaction) => {
    await holdUpRecording(transaction, accountId);
    const data = { matchState: 'erased', nextMatchAt: null };
    await transaction.customer.updateMany({ where: { id: suggested.id }, data });
    const asked = ask(ids.administrator, route);
    await expect.poll(() => waitsForLock(database)).toBe(true);
    return { answer: asked };
  });
  expect((await answer).statusCode).toBe(404);
  expect(await prisma.customer.findFirstOrThrow({ where: { id: suggested.id } })).toMatchObject({ nextMatchAt: null });
  expect(await prisma.customerLead.count()).toBe(0);
});
