import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createBodyBudget } from './body-budget.ts';
import { createServer } from './create-server.ts';

/** A server that holds 1,000 bytes of each owner and 1,500 in all. */
async function startServer() {
  const app = createServer();
  let received = 0;
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body.length));
  app.addHook('preParsing', (request, _reply, payload, done) => {
    request.raw.on('data', ({ length }: Buffer) => {
      received += length;
    });
    done(null, payload);
  });
  const preParsing = createBodyBudget({ perOwner: 1_000, inAll: 1_500 }, ({ url }) => url);
  for (const owner of ['ann', 'ben', 'cem'])
    app.post(`/${owner}`, { preParsing }, async ({ body }) => ({ held: body }));
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  onTestFinished(() => app.close());

  /** Begins a body of a length; the answer is all that comes back. */
  function begin(owner: string, length: number) {
    const socket: Socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST /${owner} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`);
    return { answer: () => text(socket), breakOff: () => socket.destroy(), send };

    async function send(bytes: number): Promise<void> {
      const before = received;
      socket.write('x'.repeat(bytes));
      await expect.poll(() => received).toBe(before + bytes);
    }
  }
  return { begin };
}

const taken = (bytes: number) => expect.stringMatching(new RegExp(`^HTTP/1\\.1 200 OK[\\s\\S]*"held":${bytes}`));
const refused = expect.stringMatching(
  /^HTTP\/1\.1 503 Service Unavailable[\s\S]*problem\+json[\s\S]*Nothing was stored/,
);

test('the body that goes over an owner’s bound is refused while it arrives, and no other', async () => {
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

test('what all owners hold together has a bound too', async () => {
  const { begin } = await startServer();
  await begin('ann', 1_000).send(900);
  const ben = begin('ben', 1_000);
  await ben.send(600);
  const cem = begin('cem', 100);
  await cem.send(50);
  expect(await cem.answer()).toEqual(refused);
});

test('what was answered, refused or broken off is held no longer', async () => {
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

test('a length that is only announced holds nothing', async () => {
  const { begin } = await startServer();
  begin('ann', 1_000);
  begin('ann', 1_000);
  const body = begin('ann', 1_000);
  await body.send(1_000);
  expect(await body.answer()).toEqual(taken(1_000));
});
