import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBodyBudget } from './body-budget.ts';
import { createServer } from './create-server.ts';

/** A server with a limit of 1,000 bytes per owner and 1,500 in total. */
async function startServer(bounds = { perOwner: 1_000, inAll: 1_500 }) {
  const app = createServer();
  let received = 0;
  let closed = 0;
  const work = Promise.withResolvers<void>();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body.length));
  app.addHook('preParsing', (request, reply, payload, done) => {
    request.raw.on('data', ({ length }: Buffer) => {
      received += length;
    });
    reply.raw.once('close', () => {
      closed += 1;
    });
    done(null, payload);
  });
  const { countBody: preParsing, holdDuring } = createBodyBudget(bounds, ({ url }) => url.split('/')[1] ?? '');
  for (const owner of ['ann', 'ben', 'cem']) {
    app.post(`/${owner}`, { preParsing }, async ({ body }) => ({ held: body }));
    app.post(`/${owner}/slow`, { preParsing }, (request) => holdDuring(request, () => work.promise));
  }
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  onTestFinished(async () => {
    work.resolve();
    await app.close();
  });

  /** Begins a body with a length, or in chunks; the answer is the whole response. */
  function begin(owner: string, length?: number, path = '') {
    const socket: Socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const framing = length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`;
    socket.write(`POST /${owner}${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${framing}\r\n\r\n`);
    return { answer: () => text(socket), breakOff: () => socket.destroy(), send };

    async function send(bytes: number): Promise<void> {
      const before = received;
      const part = 'x'.repeat(bytes);
      socket.write(length === undefined ? `${bytes.toString(16)}\r\n${part}\r\n` : part);
      await expect.poll(() => received).toBe(before + bytes);
    }
  }
  return { begin, finishWork: work.resolve, countClosed: () => closed };
}

const taken = (bytes: number) => expect.stringMatching(new RegExp(`^HTTP/1\\.1 200 OK[\\s\\S]*"held":${bytes}`));
const refused = expect.stringMatching(
  /^HTTP\/1\.1 503 Service Unavailable[\s\S]*problem\+json[\s\S]*Nothing was stored/,
);

test('only the body that exceeds an owner’s limit is refused, while it arrives', async () => {
  const { begin } = await startServer();
  const first = begin('ann', 900);
  await first.send(800);
  const second = begin('ann', 900);
  await second.send(300);
  expect(await second.answer()).toEqual(refused);
  const other = begin('ben', 300);
  await other.send(300);
  expect(await other.answer()).toEqual(taken(300));
  await first.send(100);
  expect(await first.answer()).toEqual(taken(900));
});

test('all owners together have a limit too', async () => {
  const { begin } = await startServer();
  await begin('ann', 1_000).send(900);
  const ben = begin('ben', 1_000);
  await ben.send(600);
  const cem = begin('cem', 100);
  await cem.send(50);
  expect(await cem.answer()).toEqual(refused);
});

test('an answered, refused or aborted body is no longer counted', async () => {
  const { begin } = await startServer();
  const answered = begin('ann', 900);
  await answered.send(900);
  expect(await answered.answer()).toEqual(taken(900));
  const refusedBody = begin('ann', 1_200);
  await refusedBody.send(1_100);
  expect(await refusedBody.answer()).toEqual(refused);
  const brokenOff = begin('ann', 1_000);
  await brokenOff.send(900);
  brokenOff.breakOff();
  await expect
    .poll(async () => {
      const body = begin('ann', 1_000);
      await body.send(1_000);
      return body.answer();
    })
    .toEqual(taken(1_000));
});

test('an announced length alone does not count', async () => {
  const { begin } = await startServer();
  begin('ann', 1_000);
  begin('ann', 1_000);
  const body = begin('ann', 1_000);
  await body.send(1_000);
  expect(await body.answer()).toEqual(taken(1_000));
});

describe('large bodies leave a quarter of the bytes to small ones,', () => {
  const kibibyte = 1024;
  const bounds = { perOwner: 400 * kibibyte, inAll: 600 * kibibyte };

  test('of an owner', async () => {
    const { begin } = await startServer(bounds);
    await begin('ann', 350 * kibibyte).send(200 * kibibyte);
    const large = begin('ann', 200 * kibibyte);
    await large.send(101 * kibibyte);
    expect(await large.answer()).toEqual(refused);
    const small = begin('ann', 64 * kibibyte);
    await small.send(64 * kibibyte);
    expect(await small.answer()).toEqual(taken(64 * kibibyte));
  });

  test('of all owners together', async () => {
    const { begin } = await startServer(bounds);
    await begin('ann', 400 * kibibyte).send(300 * kibibyte);
    await begin('ben', 400 * kibibyte).send(120 * kibibyte);
    const large = begin('cem', 65 * kibibyte);
    await large.send(31 * kibibyte);
    expect(await large.answer()).toEqual(refused);
    const small = begin('cem', 60 * kibibyte);
    await small.send(60 * kibibyte);
    expect(await small.answer()).toEqual(taken(60 * kibibyte));
  });

  test('even without an announced length, from the byte that makes them large', async () => {
    const { begin } = await startServer(bounds);
    await begin('ann', 400 * kibibyte).send(280 * kibibyte);
    const chunked = begin('ann');
    await chunked.send(60 * kibibyte);
    await chunked.send(10 * kibibyte);
    expect(await chunked.answer()).toEqual(refused);
    const small = begin('ann', 30 * kibibyte);
    await small.send(30 * kibibyte);
    expect(await small.answer()).toEqual(taken(30 * kibibyte));
  });
});

test('a body is counted until its work is done, even if its sender is gone', async () => {
  const { begin, finishWork, countClosed } = await startServer();
  const slow = begin('ann', 900, '/slow');
  await slow.send(900);
  slow.breakOff();
  await expect.poll(countClosed).toBe(1);
  const refusedBody = begin('ann', 300);
  await refusedBody.send(300);
  expect(await refusedBody.answer()).toEqual(refused);
  finishWork();
  await expect
    .poll(async () => {
      const body = begin('ann', 900);
      await body.send(900);
      return body.answer();
    })
    .toEqual(taken(900));
});
