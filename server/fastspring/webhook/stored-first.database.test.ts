import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { batch, event as incoming, startWebhookServer } from '../../../testing/server/fastspring/webhook-server.ts';

test('every event of a batch is stored with its exact text before the answer, and the account is woken', async () => {
  const { deliver, stored, account, woken } = await startWebhookServer(await openTestDatabase());
  const first =
    '{"id":"EV1","type":"order.completed","live":true,"created":1763640000000,"data":{"total":4E+1,"tax":0.10}}';
  const second =
    '{ "id" : "EV2", "type":"a.type.of.tomorrow","data":{"text":"brackets ]} and \\"quotes\\", \\u0000"} }';
  const answer = await deliver(`{"note":{"events":[1]},"events":[ ${first} ,\n${second}]}`);
  expect(answer.status).toBe(200);
  expect(await stored()).toMatchObject([
    { accountId: account.id, eventId: 'EV1', type: 'order.completed', live: true, payload: first, state: 'received' },
    { eventId: 'EV2', type: 'a.type.of.tomorrow', live: null, createdAt: null, payload: second },
  ]);
  expect(woken).toEqual([account.id]);
});

test('storing twice is storing once', async () => {
  const { deliver, stored } = await startWebhookServer(await openTestDatabase());
  await deliver(batch(incoming('EV1'), incoming('EV1')));
  await deliver(batch(incoming('EV1', 'order.completed', { total: 99 }), incoming('EV2')));
  expect((await stored()).map((row) => [row.eventId, row.payload.includes('99')])).toEqual([
    ['EV1', false],
    ['EV2', false],
  ]);
});
