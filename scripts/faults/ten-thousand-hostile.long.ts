import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signBody } from '../../server/fastspring/webhook/signature.ts';
import { encryptionKey, type Scene, webhookSecret } from './scene.ts';
import { createStory } from './story.ts';
import { startSharedScene } from './testing.ts';

/** Attacks on a running service: webhooks that are not FastSpring's, and tokens that are not Kommo's. */
let scene: Scene;

beforeAll(async () => {
  scene = await startSharedScene({ stories: [createStory('acme', 0)] });
});
afterAll(() => scene.close());

const atOnce = 20;
const ofEach = 10_000;

test('10,000 hostile webhooks and as many tokens: no 5xx, nothing stored, and memory does not grow', async () => {
  const service = scene.services[0];
  if (service === undefined) throw new Error('The scene has no service');
  const address = `${service.url}${scene.webhookPath('acme')}`;
  const webhooks = hostileWebhooks(address);
  const tokens = hostileTokens();
  const send = async (index: number): Promise<readonly number[]> => {
    const token = tokens[index % tokens.length] ?? '';
    const answers = await Promise.all([
      webhooks[index % webhooks.length]?.(),
      fetch(`${service.url}/api/v1/status`, { headers: { 'x-auth-token': token } }),
    ]);
    for (const answer of answers) await answer?.arrayBuffer();
    return answers.map((answer) => answer?.status ?? 0);
  };

  // The first half fills caches and the heap; a leak would continue in the second.
  const first = await inLanes(ofEach / 2, send);
  const before = await residentMegabytes(service.pid());
  const rest = await inLanes(ofEach / 2, send);
  const after = await residentMegabytes(service.pid());

  const statuses = new Set([...first, ...rest]);
  console.log(`${[...statuses].sort().join(', ')}; memory ${before} MB, then ${after} MB`);
  expect([...statuses].filter((status) => status < 400 || status >= 500)).toEqual([]);
  expect(after - before).toBeLessThan(60);
  const { prisma } = scene.database;
  const stored = {
    events: await prisma.event.count(),
    facts: await prisma.fact.count(),
    audit: await prisma.auditEntry.count(),
  };
  expect(stored).toEqual({ events: 0, facts: 0, audit: 0 });
  expect(service.isRunning()).toBe(true);
});

/** Each is answered with a refusal; the right secret only ever signs an invalid batch, or another body. */
function hostileWebhooks(address: string): readonly (() => Promise<Response>)[] {
  const batch = JSON.stringify({ events: [{ id: 'E1', type: 'order.completed', live: true, data: { total: 1e308 } }] });
  const post =
    (body: string, headers: Record<string, string>, to = address) =>
    () =>
      fetch(to, { method: 'POST', body, headers });
  const sign = (body: string, secret = webhookSecret) => ({ 'x-fs-signature': signBody(secret, Buffer.from(body)) });
  return [
    post(batch, {}),
    post(batch, { 'x-fs-signature': 'x' }),
    post(batch, { 'x-fs-signature': 'A'.repeat(4_000) }),
    post(batch, sign(batch, 'another secret')),
    post(batch, sign(`${batch} `)),
    post(batch, sign(batch), `${address}x`),
    post(batch, sign(batch), `${new URL(address).origin}/webhooks/fastspring/%00`),
    post('', sign('')),
    post('null', sign('null')),
    post('{"events":1}', sign('{"events":1}')),
    post('[', sign('[')),
    post('\u0000', sign('\u0000')),
    post(`${'['.repeat(100_000)}`, sign('['.repeat(100_000))),
    post(`{"events":[${'0,'.repeat(2_000)}0]}`, sign(`{"events":[${'0,'.repeat(2_000)}0]}`)),
    post('x'.repeat(300_000), sign('x', 'another secret')),
  ];
}

/** None was signed for this integration, account and hour. */
function hostileTokens(): readonly string[] {
  const token = (claims: Readonly<Record<string, unknown>>) => scene.oneTimeToken('acme', { claims });
  const [header = '', payload = '', signature = ''] = scene.oneTimeToken('acme').split('.');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  return [
    '',
    'x',
    '..',
    'a.b.c',
    'x'.repeat(8_000),
    `${unsigned}.${payload}.`,
    `${header}.${payload}.${signature.slice(1)}A`,
    scene.oneTimeToken('acme', { secret: 'another secret' }),
    scene.oneTimeToken('acme', { secret: encryptionKey.toString('base64') }),
    token({ iss: 'https://evil.example' }),
    token({ aud: 'https://evil.example' }),
    token({ exp: 1 }),
    token({ exp: 4_000_000_000 }),
    token({ iat: 4_000_000_000 }),
    token({ account_id: 7 }),
    token({ account_id: '9'.repeat(400) }),
    token({ account_id: -1 }),
    token({ subdomain: 'a\u0000b' }),
    token({ subdomain: '../acme' }),
    token({ client_uuid: 'another' }),
    token({ user_id: 987_654_321 }),
  ];
}

async function inLanes(count: number, work: (index: number) => Promise<readonly number[]>): Promise<number[]> {
  const results: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      results.push(...(await work(index)));
    }
  };
  // Not in rounds: after a wrong signature the service waits up to a second before it reads the secrets again.
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

async function residentMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}
