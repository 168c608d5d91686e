import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { type Maker, noMaker } from '../config/maker.ts';
import { createServer } from '../platform/http/create-server.ts';
import { writeParts } from './archive/built-parts.ts';
import { ADDRESS_PLACEHOLDER } from './archive/make-archive.ts';
import { hashSources } from './archive/sources.ts';
import { widgetRoute } from './widget-route.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parts = new Map([
  ['manifest.json', bytes('{"widget":{"name":"widget.name"},"locations":["lcard-1"]}')],
  ['script.js', bytes(`ask("${ADDRESS_PLACEHOLDER}/api/v1/"); show(SUPPORT_CONTACT); link(PRIVACY_URL);`)],
  ['i18n/en.json', bytes('{"widget":{"name":"FastSpring payments"}}')],
]);

test('the archive is made for this address and this maker', async () => {
  const { ask } = await start({ maker: { ...noMaker, vendor: 'Acme', email: 'help@acme.example' } });
  const answer = await ask();
  expect(answer).toMatchObject({ status: 200, type: 'application/zip' });
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="widget.zip"');
  const { manifest, script, texts } = unzip(answer.body);
  expect(script).toBe('ask("https://payments.example/api/v1/"); show("help@acme.example"); link(null);');
  expect(manifest).toMatchObject({ widget: { support: { email: 'help@acme.example' } }, locations: ['lcard-1'] });
  expect(manifest).toHaveProperty('widget.version', expect.stringMatching(/^\d+\.\d+\.\d+$/));
  expect(texts).toEqual({ widget: { name: 'FastSpring payments via Acme' } });
});

test('the same archive is not sent again to who has it', async () => {
  const { ask } = await start();
  const first = await ask();
  const again = await ask({ 'if-none-match': first.headers.get('etag') ?? '' });
  expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  expect((await ask({ 'if-none-match': '"other"' })).body.equals(first.body)).toBe(true);
});

test('two services make the same bytes of the same build', async () => {
  const [one, other] = [await start(), await start()];
  expect((await one.ask()).body.equals((await other.ask()).body)).toBe(true);
});

test('without a build, a page in the reader’s language says what to run, and the archive comes after it', async () => {
  const { ask, project, build } = await start({ isBuilt: false });
  const answer = await ask({ 'accept-language': 'es-MX' });
  expect(answer).toMatchObject({ status: 503, type: 'text/html; charset=utf-8' });
  expect(String(answer.body)).toMatch(/<html lang="es">[\s\S]*no se ha compilado[\s\S]*npm run build/);
  await build(project);
  expect((await ask()).status).toBe(200);
});

test('a build that is older than its sources is noticed', async () => {
  const { ask, project, build } = await start();
  await writeFile(join(project, 'widget/script.ts'), 'changed');
  const answer = await ask();
  expect(answer.status).toBe(503);
  expect(String(answer.body)).toMatch(/out of date[\s\S]*npm run build/);
  await build(project);
  expect((await ask()).status).toBe(200);
});

test('an image without the sources serves what was built', async () => {
  const { ask, project } = await start();
  await rm(join(project, 'widget'), { recursive: true });
  expect((await ask()).status).toBe(200);
});

test('a logo that cannot be used is named', async () => {
  const { ask } = await start({ maker: { ...noMaker, logo: '/nowhere/logo.png' } });
  const answer = await ask();
  expect(answer.status).toBe(503);
  expect(String(answer.body)).toContain('WIDGET_LOGO is not a PNG that can be read: /nowhere/logo.png');
});

async function start({ maker = noMaker, isBuilt = true }: { maker?: Maker; isBuilt?: boolean } = {}) {
  const project = await mkdtemp(join(tmpdir(), 'widget-route-'));
  onTestFinished(() => rm(project, { recursive: true }));
  await mkdir(join(project, 'widget'));
  for (const source of ['manifest.json', 'vite.config.ts', 'widget/script.ts']) {
    await writeFile(join(project, source), source);
  }
  if (isBuilt) await build(project);
  const app = createServer();
  onTestFinished(() => app.close());
  await app.register(widgetRoute, { config: { publicUrl: 'https://payments.example', maker }, project });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const ask = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${origin}/widget.zip`, { headers });
    const { status } = response;
    const type = response.headers.get('content-type');
    return { status, type, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  };
  return { ask, project, build };
}

async function build(project: string): Promise<void> {
  await writeParts(project, parts, (await hashSources(project)) ?? '');
}

function unzip(zip: Uint8Array) {
  const files = unzipSync(zip);
  const text = (path: string) => new TextDecoder().decode(files[path]);
  return {
    manifest: JSON.parse(text('manifest.json')),
    script: text('script.js'),
    texts: JSON.parse(text('i18n/en.json')),
  };
}
