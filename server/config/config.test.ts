import { expect, test } from 'vitest';
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
    retentionMonths: 25,
    alarms: { webhook: undefined, email: undefined, smtp: undefined },
    logLevel: 'info',
  });
});

test.each([
  [{ PORT: '80000' }, 'PORT'],
  [{ PORT: 'http' }, 'PORT'],
  [{ RETENTION_MONTHS: '-1' }, 'RETENTION_MONTHS'],
  [{ PUBLIC_URL: 'pay.example' }, 'PUBLIC_URL'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
  [{ ENCRYPTION_KEY: 'short' }, 'ENCRYPTION_KEY'],
  [{ OTHER_ENCRYPTION_KEY: 'short' }, 'OTHER_ENCRYPTION_KEY'],
  [{ ENCRYPTION_KEY: '', DATABASE_URL: 'postgres://localhost/x' }, 'ENCRYPTION_KEY'],
  [{ KOMMO_ORIGIN_TEMPLATE: 'https://kommo.example' }, 'KOMMO_ORIGIN_TEMPLATE'],
  [{ KOMMO_ORIGIN_TEMPLATE: 'http://{subdomain}.kommo.example' }, 'KOMMO_ORIGIN_TEMPLATE'],
  [{ KOMMO_OAUTH_URL: 'http://kommo.example/oauth' }, 'KOMMO_OAUTH_URL'],
  [{ KOMMO_RATE_LIMIT: '0' }, 'KOMMO_RATE_LIMIT'],
  [{ KOMMO_CLIENT_ID: 'id' }, 'KOMMO_CLIENT_SECRET'],
  [{ KOMMO_DOMAIN: 'acme.kommo.com' }, 'KOMMO_ACCESS_TOKEN'],
  [{ FASTSPRING_WEBHOOK_SECRET: 'x'.repeat(101) }, 'FASTSPRING_WEBHOOK_SECRET'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ OPERATOR_TOKEN: 'fifteen-letters' }, 'OPERATOR_TOKEN'],
  [{ OPERATOR_TOKEN: 'sixteen letters and spaces' }, 'OPERATOR_TOKEN'],
  [{ PUBLIC_URL: 'https://pay.example/ /' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'https://pay.example/?account=1' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'https://pay.example/#top' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'https://user@pay.example' }, 'PUBLIC_URL'],
  [{ KOMMO_OAUTH_URL: 'https://kommo.example/o auth' }, 'KOMMO_OAUTH_URL'],
  [{ KOMMO_ORIGIN_TEMPLATE: 'https://{subdomain}.kommo.example/a b' }, 'KOMMO_ORIGIN_TEMPLATE'],
  [{ KOMMO_CLIENT_ID: 'i d', KOMMO_CLIENT_SECRET: 'secret' }, 'KOMMO_CLIENT_ID'],
  [{ KOMMO_CLIENT_ID: 'id', KOMMO_CLIENT_SECRET: 'sec\nret' }, 'KOMMO_CLIENT_SECRET'],
  [{ KOMMO_DOMAIN: 'acme .kommo.com', KOMMO_ACCESS_TOKEN: 'token' }, 'KOMMO_DOMAIN'],
  [{ KOMMO_DOMAIN: 'acme.kommo.com', KOMMO_ACCESS_TOKEN: 'tok en' }, 'KOMMO_ACCESS_TOKEN'],
  [{ FASTSPRING_WEBHOOK_SECRET: 'two\nlines' }, 'FASTSPRING_WEBHOOK_SECRET'],
  [{ FASTSPRING_API_USERNAME: 'us\ner' }, 'FASTSPRING_API_USERNAME'],
  [{ FASTSPRING_API_PASSWORD: 'pass\nword' }, 'FASTSPRING_API_PASSWORD'],
  [{ ALARM_WEBHOOK_URL: 'http://alarms.example/hook' }, 'ALARM_WEBHOOK_URL'],
  [{ ALARM_WEBHOOK_URL: 'alarms.example' }, 'ALARM_WEBHOOK_URL'],
  [{ ALARM_WEBHOOK_URL: 'https://user:secret@alarms.example' }, 'ALARM_WEBHOOK_URL'],
  [{ ALARM_WEBHOOK_URL: 'https://alarms.example/a b' }, 'ALARM_WEBHOOK_URL'],
  [{ ALARM_WEBHOOK_URL: 'https://alarms.example', ALARM_WEBHOOK_SECRET: 'short' }, 'ALARM_WEBHOOK_SECRET'],
  [{ ALARM_WEBHOOK_SECRET: 'x'.repeat(16) }, 'ALARM_WEBHOOK_URL'],
  [{ ALARM_EMAIL: 'ops', SMTP_URL: 'smtps://a%40b.example:x@mail.example' }, 'ALARM_EMAIL'],
  [{ ALARM_EMAIL: 'ops@acme.example' }, 'SMTP_URL'],
  [{ SMTP_URL: 'mail.example:587' }, 'SMTP_URL'],
  [{ SMTP_URL: 'https://mail.example' }, 'SMTP_URL'],
  [{ SMTP_URL: 'smtp://' }, 'SMTP_URL'],
  [{ SMTP_URL: 'smtp://mail.example' }, 'SMTP_FROM'],
  [{ SMTP_URL: 'smtp://mail.example', SMTP_FROM: 'Alarms' }, 'SMTP_FROM'],
  [{ SMTP_FROM: 'alarms@acme.example' }, 'SMTP_URL'],
])('%j is refused in one line that names %s', (variables, name) => {
  const read = () => readConfig({ ...none, ...variables });
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(new RegExp(`^${name} must[^\n]*$`));
});

test('the origin template may carry a port and a path, and plain http on this machine', () => {
  const config = readConfig({ ...none, KOMMO_ORIGIN_TEMPLATE: 'http://127.0.0.1:4001/{subdomain}/' });
  expect(config.kommo.originTemplate).toBe('http://127.0.0.1:4001/{subdomain}');
});

test('alarms are posted to the address as it is written, and mailed by the server', () => {
  const { alarms } = readConfig({
    ...none,
    ALARM_WEBHOOK_URL: 'https://alarms.example/hooks/?token=T/',
    ALARM_WEBHOOK_SECRET: 'x'.repeat(16),
    ALARM_EMAIL: 'ops@acme.example',
    SMTP_URL: 'smtps://alarms%40acme.example:secret@mail.example',
  });
  expect(alarms).toMatchObject({
    webhook: { url: 'https://alarms.example/hooks/?token=T/', secret: 'x'.repeat(16) },
    email: 'ops@acme.example',
    smtp: { host: 'mail.example', port: 465, from: 'alarms@acme.example' },
  });
  const local = readConfig({ ...none, ALARM_WEBHOOK_URL: 'http://127.0.0.1:9000' });
  expect(local.alarms).toEqual({
    webhook: { url: 'http://127.0.0.1:9000', secret: undefined },
    email: undefined,
    smtp: undefined,
  });
});

test('an empty value counts as unset, except the FastSpring password', () => {
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

test('white space around a value does not count', () => {
  const config = readConfig({
    PORT: ' 8080\n',
    HOST: '\t0.0.0.0 ',
    PUBLIC_URL: 'https://pay.example/base/ \r\n',
    DATABASE_URL: ' postgres://localhost/payments\n',
    ENCRYPTION_KEY: `\n${key}\n`,
    OTHER_ENCRYPTION_KEY: ` ${Buffer.alloc(32, 2).toString('base64')}\n`,
    KOMMO_CLIENT_ID: ' id\n',
    KOMMO_CLIENT_SECRET: '\u{FEFF}client-secret\r\n',
    KOMMO_ORIGIN_TEMPLATE: ' https://{subdomain}.kommo.example/ ',
    KOMMO_OAUTH_URL: 'https://kommo.example/oauth/\n',
    KOMMO_DOMAIN: ' acme.kommo.com\n',
    KOMMO_ACCESS_TOKEN: 'long-lived-token\n',
    FASTSPRING_WEBHOOK_SECRET: ` ${'x'.repeat(100)}\n`,
    FASTSPRING_API_USERNAME: 'user\n',
    FASTSPRING_API_PASSWORD: 'pass word\n',
    FASTSPRING_API_URL: ' https://api.fastspring.example/ ',
    LOG_LEVEL: 'warn\n',
  });
  expect(config).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    publicUrl: 'https://pay.example/base',
    databaseUrl: 'postgres://localhost/payments',
    encryptionKey: Buffer.alloc(32, 1),
    otherEncryptionKey: Buffer.alloc(32, 2),
    kommo: {
      clientId: 'id',
      clientSecret: 'client-secret',
      originTemplate: 'https://{subdomain}.kommo.example',
      oauthUrl: 'https://kommo.example/oauth',
    },
    singleAccount: {
      domain: 'acme.kommo.com',
      accessToken: 'long-lived-token',
      webhookSecret: 'x'.repeat(100),
      apiUsername: 'user',
      apiPassword: 'pass word',
    },
    fastspringApiUrl: 'https://api.fastspring.example',
    logLevel: 'warn',
  });
});

test('a value of nothing but white space counts as unset', () => {
  const config = readConfig({ ...none, PORT: ' ', KOMMO_CLIENT_ID: '\n', FASTSPRING_WEBHOOK_SECRET: '\t' });
  expect(config).toMatchObject({ port: 3000, kommo: { clientId: undefined }, singleAccount: undefined });
});
