import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import {
  batch,
  event,
  webhookSecret as secret,
  startWebhookServer,
} from '../../../testing/server/fastspring/webhook-server.ts';
import { hashPerson } from '../../../testing/server/personal-data/guard.ts';
import { signBody } from './signature.ts';

async function startReceiver() {
  const database = await openTestDatabase();
  return { database, ...(await startWebhookServer(database)) };
}

test('events without an id, or with one too long for an index, get one from their content', async () => {
  const { deliver, stored } = await startReceiver();
  const simplified = { type: 'order.completed', data: { id: 'ORD-7', total: 119.0 } };
  expect(
    (await deliver(batch(simplified, { ...simplified, id: 'x'.repeat(5000) }, { ...simplified, id: 'a\0b' }, 7, null)))
      .status,
  ).toBe(200);
  expect((await deliver(batch(simplified))).status).toBe(200);
  const rows = await stored();
  expect(rows).toHaveLength(5);
  expect(rows.every((row) => row.eventId.startsWith('content-'))).toBe(true);
  expect(rows.map((row) => row.type)).toEqual([
    'order.completed',
    'order.completed',
    'order.completed',
    'unknown',
    'unknown',
  ]);
});

test('base64 and hex of the same digest are accepted', async () => {
  const { deliver, stored } = await startReceiver();
  const body = batch(event('EV1'));
  const hex = Buffer.from(signBody(secret, Buffer.from(body)), 'base64').toString('hex');
  expect((await deliver(body, { signature: hex })).status).toBe(200);
  expect((await deliver(batch(event('EV2')), {})).status).toBe(200);
  expect(await stored()).toHaveLength(2);
});

test.each<[string, (body: string) => { signature?: string | null; secret?: string }]>([
  ['a missing signature', () => ({ signature: null })],
  ['an empty signature', () => ({ signature: '' })],
  ['a signature under another secret', () => ({ secret: 'somebody-else' })],
  ['a truncated signature', (body) => ({ signature: signBody(secret, Buffer.from(body)).slice(0, 40) })],
  ['the signature of another body', () => ({ signature: signBody(secret, Buffer.from('{}')) })],
  [
    'the signature of the re-serialised body',
    (body) => ({ signature: signBody(secret, Buffer.from(JSON.stringify(JSON.parse(body), null, 1))) }),
  ],
])('%s is refused with 401 and nothing is stored', async (_name, forge) => {
  const { deliver, stored, woken } = await startReceiver();
  const body = batch(event('EV1'));
  const answer = await deliver(body, forge(body));
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({
    status: 401,
    detail: expect.stringContaining('FastSpring › Developer Tools › Webhooks'),
  });
  expect(await stored()).toEqual([]);
  expect(woken).toEqual([]);
});

test.each(['', ' ', 'json', 'text/plain', 'application/x-www-form-urlencoded', 'a/b; c', '/'])(
  'the content type "%s" does not matter',
  async (contentType) => {
    const { deliver, stored } = await startReceiver();
    expect((await deliver(batch(event('EV1')), { contentType })).status).toBe(200);
    expect((await deliver(batch(event('EV2')), { contentType, secret: 'somebody-else' })).status).toBe(401);
    expect(await stored()).toMatchObject([{ eventId: 'EV1' }]);
  },
);

test('a slash at the end of the address does not count', async () => {
  const { database, deliver, stored } = await startReceiver();
  expect((await deliver(batch(event('EV1')), { key: 'key-of-acme/' })).status).toBe(200);
  await database.prisma.account.updateMany({ data: { singleAccount: true } });
  expect((await deliver(batch(event('EV2')), { key: '' })).status).toBe(200);
  expect(await stored()).toHaveLength(2);
});

test('without a saved secret nothing is accepted, signed or not', async () => {
  const { database, account, deliver } = await startReceiver();
  await database.prisma.account.update({ where: { id: account.id }, data: { webhookSecret: null } });
  expect((await deliver(batch(event('EV1')), { secret: '' })).status).toBe(401);
  expect((await deliver(batch(event('EV1')), { signature: null })).status).toBe(401);
});

test.each([
  ['a truncated body', '{"events":[{"id":"EV1","ty'],
  ['no events array', '{"event":{}}'],
  ['events that are no array', '{"events":{"id":"EV1"}}'],
  ['an array as body', '[]'],
  ['an empty body', ''],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
])('%s is 400 and nothing is stored', async (_name, body) => {
  const { deliver, stored } = await startReceiver();
  expect((await deliver(body)).status).toBe(400);
  expect(await stored()).toEqual([]);
});

test('an empty batch is acknowledged', async () => {
  const { deliver, stored } = await startReceiver();
  expect((await deliver('{"events":[]}')).status).toBe(200);
  expect(await stored()).toEqual([]);
});

test('an unknown key is 404, with a good signature too', async () => {
  const { deliver } = await startReceiver();
  expect((await deliver(batch(event('EV1')), { key: 'no-such-key' })).status).toBe(404);
  expect((await deliver(batch(event('EV1')), { key: 'key-of%00-acme' })).status).toBe(404);
});

test('6 MiB are refused with 413, 4.9 MiB are stored', async () => {
  const { deliver, stored } = await startReceiver();
  expect((await deliver(batch(event('EV1', 'x', 'y'.repeat(6 * 1024 * 1024))))).status).toBe(413);
  expect((await deliver(batch(event('EV2', 'x', 'y'.repeat(4.9 * 1024 * 1024))))).status).toBe(200);
  expect((await stored()).map((row) => row.eventId)).toEqual(['EV2']);
});

test('1,001 events are refused with 413 and nothing is stored, 1,000 are stored', async () => {
  const { deliver, stored, woken } = await startReceiver();
  const ids = Array.from({ length: 1_001 }, (_, index) => event(`EV${index}`));
  const refused = await deliver(batch(...ids));
  expect([refused.status, refused.headers.get('content-type')]).toEqual([
    413,
    expect.stringContaining('application/problem+json'),
  ]);
  expect(await refused.json()).toMatchObject({ status: 413, detail: expect.stringContaining('1,000 events') });
  expect([await stored(), woken]).toEqual([[], []]);
  expect((await deliver(batch(...ids.slice(1)))).status).toBe(200);
  expect(await stored()).toHaveLength(1_000);
});

test('five megabytes of tiny events are refused before they are read', async () => {
  const { deliver, stored } = await startReceiver();
  // This is not JSON: a delivery that was read to its end would be answered with 400.
  expect((await deliver(`{"events":[${'0,'.repeat(2_600_000)}`)).status).toBe(413);
  expect((await deliver(`{"events":[${'0,'.repeat(2_600_000)}`, { secret: 'somebody-else' })).status).toBe(401);
  expect(await stored()).toEqual([]);
});

test('an unknown address and a malformed signature are refused before any of the body is read', async () => {
  const { announce } = await startReceiver();
  const signature = signBody('somebody-else', Buffer.from('{}'));
  expect(await announce('no-such-key', signature)).toMatch(/^HTTP\/1\.1 404 Not Found[\s\S]*connection: close/i);
  expect(await announce('no-such-key', signature, 20_000)).toMatch(/connection: keep-alive/i);
  // A sender with an account gets the answer while it is still writing, not a broken connection.
  expect(await announce('key-of-acme', undefined)).toMatch(
    /^HTTP\/1\.1 401 Unauthorized[\s\S]*connection: keep-alive/i,
  );
  expect(await announce('key-of-acme', signature.slice(1))).toContain('401 Unauthorized');
});

test('with the database down the answer is 503, without the reason', async () => {
  const { database, deliver } = await startReceiver();
  expect((await deliver(batch(event('EV1')))).status).toBe(200);
  await database.takeDown();
  const answer = await deliver(batch(event('EV2')));
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toMatch(/pool|postgres|terminat/i);
});

test('an erased person is removed from later deliveries before they are stored', async () => {
  const { database, account, deliver, stored, letTimePass } = await startReceiver();
  const paid = (id: string) =>
    batch(event(id, 'order.completed', { id, total: 5, currency: 'EUR', customer: { email } }));
  const email = 'erna@kranich.example';
  expect((await deliver(paid('EV1'))).status).toBe(200);
  const hash = hashPerson(account.id, 'email', email);
  await database.prisma.erasedPerson.create({ data: { accountId: account.id, kind: 'email', hash, stub: 'erased:1' } });
  letTimePass(60_000);
  expect((await deliver(paid('EV2'))).status).toBe(200);
  const [before, after] = await stored();
  expect([before?.isReduced, before?.payload.includes(email)]).toEqual([false, true]);
  expect([after?.isReduced, after?.payload.includes('kranich')]).toEqual([true, false]);
});
