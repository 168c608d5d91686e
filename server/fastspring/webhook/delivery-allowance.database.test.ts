import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import {
  batch,
  event,
  sealSecret,
  webhookSecret as secret,
  startWebhookServer,
} from '../../../testing/server/fastspring/webhook-server.ts';
import { signBody } from './signature.ts';

const mebibyte = 1024 * 1024;
/** Signed, they count like any others, and take no time to store. */
const notABatch = (length: number) => 'x'.repeat(length);

async function startReceivers() {
  const database = await openTestDatabase();
  const receiver = await startWebhookServer(database);
  const { id } = await database.prisma.account.create({ data: { subdomain: 'other', webhookKey: 'key-of-other' } });
  await database.prisma.account.update({ where: { id }, data: { webhookSecret: sealSecret(id, secret) } });
  const useUp = async () => {
    receiver.spend(27 * mebibyte);
    expect((await receiver.deliver(notABatch(5 * mebibyte))).status).toBe(400);
  };
  const idsStored = async () => (await receiver.stored()).map(({ eventId }) => eventId);
  return { ...receiver, useUp, idsStored };
}

test('only an account that sends too much is refused for a while, and nothing is lost', async () => {
  const { deliver, announce, idsStored, woken, letTimePass, useUp } = await startReceivers();
  await useUp();
  const refused = await deliver(batch(event('EV1')));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('Nothing was stored') });
  // The refusal needs not one byte of the body.
  const head = await announce('key-of-acme', signBody(secret, Buffer.from('')), 4 * mebibyte);
  expect(head).toMatch(/^HTTP\/1\.1 503[\s\S]*retry-after: 2\r\n/);
  expect((await deliver(batch(event('EV2')), { key: 'key-of-other' })).status).toBe(200);
  expect(await idsStored()).toEqual(['EV2']);
  letTimePass(1_000);
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  expect([await idsStored(), woken.length]).toEqual([['EV2', 'EV1'], 2]);
});

test('a body without an announced length counts by the bytes that arrive', async () => {
  const { deliver, useUp, letTimePass, idsStored } = await startReceivers();
  await useUp();
  letTimePass(100);
  const large = batch(event('EV1', 'order.completed', notABatch(mebibyte)));
  expect((await deliver(large, { isChunked: true })).status).toBe(503);
  expect((await deliver(batch(event('EV2')), { isChunked: true })).status).toBe(200);
  expect(await idsStored()).toEqual(['EV2']);
});

test('a sender without the secret uses up nothing', async () => {
  const { deliver, spend } = await startReceivers();
  spend(26 * mebibyte);
  expect((await deliver(notABatch(5 * mebibyte), { secret: 'somebody-else' })).status).toBe(401);
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  expect((await deliver(notABatch(5 * mebibyte))).status).toBe(400);
});
