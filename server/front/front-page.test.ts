import { expect, onTestFinished, test } from 'vitest';
import { type Config, readConfig } from '../config/config.ts';
import { createServer } from '../platform/http/create-server.ts';
import { frontPage } from './front-page.ts';

const integration = { KOMMO_CLIENT_ID: 'id', KOMMO_CLIENT_SECRET: 'secret' };
const here = { PUBLIC_URL: 'https://payments.example' };

test('it says what runs here, and leads to the connection and the widget', async () => {
  const text = await visit(readConfig({ ...here, ...integration }));
  expect(text).toContain('<title>FastSpring payments is running</title>');
  expect(text).toContain('<a href="https://payments.example/oauth/install">Connect a Kommo account</a>');
  expect(text).toContain('<a href="https://payments.example/widget.zip">Download the widget</a>');
  expect(text).toContain('docs/install.md');
  expect(text).not.toContain('this machine');
});

test.each([
  ['es-AR', 'Conectar una cuenta de Kommo'],
  ['pt-BR', 'Conectar uma conta da Kommo'],
  ['tr', 'Kommo hesabı bağla'],
  ['id', 'Hubungkan akun Kommo'],
])('a browser in %s reads “%s”', async (language, words) => {
  const text = await visit(readConfig({ ...here, ...integration }), language);
  expect(text).toContain(words);
  expect(text).toContain(`<html lang="${language.slice(0, 2)}">`);
});

test('without an integration it says what to set instead', async () => {
  const text = await visit(readConfig(here));
  expect(text).toContain('KOMMO_CLIENT_ID');
  expect(text).not.toContain('/oauth/install');
});

test('with a single account there is nothing to connect', async () => {
  const account = { KOMMO_DOMAIN: 'acme.kommo.com', KOMMO_ACCESS_TOKEN: 'a-token' };
  const text = await visit(readConfig({ ...here, ...integration, ...account }));
  expect(text).toContain('connected to one Kommo account');
  expect(text).not.toContain('/oauth/install');
  expect(text).not.toContain('a-token');
});

test('on this machine it says that Kommo needs another address', async () => {
  expect(await visit(readConfig(integration))).toContain('PUBLIC_URL is http://localhost:3000');
});

async function visit(config: Config, language = 'en'): Promise<string> {
  const app = createServer();
  onTestFinished(() => app.close());
  await app.register(frontPage, { config });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const response = await fetch(origin, { headers: { 'accept-language': language } });
  expect(response.status).toBe(200);
  return response.text();
}
