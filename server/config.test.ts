import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigurationError, readConfig } from './config.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const none = { ENCRYPTION_KEY: key };

test('nothing set gives the defaults of the contract', () => {
  expect(readConfig(none)).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    dataDir: './data',
    kommo: {
      originTemplate: 'https://{subdomain}.kommo.com',
      oauthUrl: 'https://www.kommo.com/oauth',
      rateLimit: 7,
    },
    singleAccount: undefined,
    fastspringApiUrl: 'https://api.fastspring.com',
    logLevel: 'info',
  });
});

test.each([
  [{ PORT: '80000' }, 'PORT'],
  [{ PORT: 'http' }, 'PORT'],
  [{ PUBLIC_URL: 'pay.example' }, 'PUBLIC_URL'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
  [{ ENCRYPTION_KEY: 'short' }, 'ENCRYPTION_KEY'],
  [{ ENCRYPTION_KEY: '', DATABASE_URL: 'postgres://localhost/x' }, 'ENCRYPTION_KEY'],
  [{ KOMMO_ORIGIN_TEMPLATE: 'https://kommo.example' }, 'KOMMO_ORIGIN_TEMPLATE'],
  [{ KOMMO_ORIGIN_TEMPLATE: 'http://{subdomain}.kommo.example' }, 'KOMMO_ORIGIN_TEMPLATE'],
  [{ KOMMO_OAUTH_URL: 'http://kommo.example/oauth' }, 'KOMMO_OAUTH_URL'],
  [{ KOMMO_RATE_LIMIT: '0' }, 'KOMMO_RATE_LIMIT'],
  [{ KOMMO_CLIENT_ID: 'id' }, 'KOMMO_CLIENT_SECRET'],
  [{ KOMMO_DOMAIN: 'acme.kommo.com' }, 'KOMMO_ACCESS_TOKEN'],
  [{ FASTSPRING_WEBHOOK_SECRET: 'x'.repeat(101) }, 'FASTSPRING_WEBHOOK_SECRET'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
])('%j is refused in one line that names %s', (variables, name) => {
  const read = () => readConfig({ ...none, ...variables });
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(new RegExp(`^${name} must[^\n]*$`));
});

test('the origin template may carry a port and a path, and plain http on this machine', () => {
  const config = readConfig({ ...none, KOMMO_ORIGIN_TEMPLATE: 'http://127.0.0.1:4001/{subdomain}/' });
  expect(config.kommo.originTemplate).toBe('http://127.0.0.1:4001/{subdomain}');
});

test('an empty value counts as unset, but for the FastSpring password', () => {
  const config = readConfig({
    ...none,
    PORT: '',
    KOMMO_DOMAIN: 'acme.kommo.com',
    KOMMO_ACCESS_TOKEN: 'token',
    KOMMO_STATUS_PAID_ID: '7',
    FASTSPRING_WEBHOOK_SECRET: '',
    FASTSPRING_API_USERNAME: 'user',
    FASTSPRING_API_PASSWORD: '',
  });
  expect(config.port).toBe(3000);
  expect(config.singleAccount).toMatchObject({ statusPaidId: 7, webhookSecret: undefined, apiPassword: '' });
});

test('without a key one is generated into the data folder, once', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kommo-fastspring-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const first = readConfig({ DATA_DIR: dataDir }).encryptionKey;
  expect(first).toHaveLength(32);
  expect(readConfig({ DATA_DIR: dataDir }).encryptionKey).toEqual(first);
  expect((await readFile(join(dataDir, 'encryption.key'), 'utf8')).trim()).toBe(first.toString('base64'));
});
