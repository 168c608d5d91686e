import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { runSandboxCommand } from './commands.ts';
import { environmentOf, startSandboxWorld } from './world.ts';

async function openWorld() {
  const widgetDirectory = await mkdtemp(join(tmpdir(), 'sandbox-commands-'));
  const world = await startSandboxWorld({
    serviceUrl: 'http://127.0.0.1:3000',
    widgetDirectory,
    ports: { kommo: 0, fastspring: 0 },
  });
  onTestFinished(async () => {
    await world.close();
    await rm(widgetDirectory, { recursive: true });
  });
  return { ...world, run: (line: string) => runSandboxCommand(world, line) };
}

/** Where FastSpring's webhooks arrive. @returns its address, and what it received with the right signature */
async function openReceiver(secret: string) {
  const app = Fastify();
  const types: string[] = [];
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/', async (request, reply) => {
    const body = String(request.body);
    const isRight = request.headers['x-fs-signature'] === createHmac('sha256', secret).update(body).digest('base64');
    if (!isRight) return reply.code(401).send('refused');
    types.push(...JSON.parse(body).events.map(({ type }: { type: string }) => type));
    return reply.send('ok');
  });
  onTestFinished(() => app.close());
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), types };
}

test('somebody pays, and FastSpring reports it with the secret that was named last', async () => {
  const { run } = await openWorld();
  const { url, types } = await openReceiver('right');
  expect(await run('pay anna@acme.example')).toContain('FastSpring has no webhook');
  await run(`webhook ${url}/ wrong`);
  expect(await run('pay anna@acme.example')).toContain('answered 401 refused');
  await run(`webhook ${url}/ right`);
  expect(await run('pay anna@acme.example')).toContain('answered 200 ok');
  expect(types).toContain('order.completed');
});

test('an archive becomes the installed widget', async () => {
  const { run, widgetDirectory } = await openWorld();
  const file = join(widgetDirectory, 'widget.zip');
  await writeFile(file, zipSync({ 'i18n/en.json': Buffer.from('{}'), 'manifest.json': Buffer.from('{}') }));
  expect(await run(`upload ${file}`)).toMatch(/^2 files\. Settings: http:/);
  expect(await readFile(join(widgetDirectory, 'i18n/en.json'), 'utf8')).toBe('{}');
});

test('the leads are listed with stage and notes', async () => {
  const { run, kommo } = await openWorld();
  const [lead] = kommo.account().leads.values();
  expect(await run('leads')).toContain(`Acme GmbH – Pro plan · First contact · ${kommo.cardUrl(Number(lead?.id))}`);
});

test.each(['', 'pay', 'pay nobody', 'webhook here secret', 'upload', 'leads now'])(
  '“%s” explains itself',
  async (line) => {
    const { run } = await openWorld();
    expect(await run(line)).toContain('webhook ADDRESS SECRET');
  },
);

test('the service’s environment names both', async () => {
  const world = await openWorld();
  const environment = environmentOf(world, 'http://127.0.0.1:3000');
  expect(environment).toContain(`FASTSPRING_API_URL=${world.fastspring.url}`);
  expect(environment).toContain(`KOMMO_OAUTH_URL=${world.kommo.oauthUrl}`);
});
