import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import type { OneTimeTokenOptions } from '../../../testing/sandbox/kommo/oauth/one-time-token.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { createWidgetTokenVerifier, type WidgetTokenRefusal } from './widget-token.ts';

test('a token of Kommo’s names the account and the person', async () => {
  const { sandbox, verify, accountId } = await start();
  const [administrator, seller] = sandbox.account().users;
  expect(await verify(sandbox.oneTimeToken())).toEqual({
    accountId,
    userId: administrator?.id,
    isAdministrator: true,
    accountLanguage: 'en',
  });
  expect(await verify(sandbox.oneTimeToken({ userId: seller?.id ?? 0 }))).toMatchObject({
    userId: seller?.id,
    isAdministrator: false,
  });
  expect(await verify(sandbox.oneTimeToken({ claims: { is_admin: undefined } }))).toMatchObject({
    isAdministrator: null,
  });
});

test.each([
  ['with the port', 'https://pay.acme.example:8443', 'https://pay.acme.example:8443'],
  ['without the port', 'https://pay.acme.example:8443', 'https://pay.acme.example'],
  ['of an address with a path', 'https://pay.acme.example/kommo', 'https://pay.acme.example'],
  ['that is the default port', 'https://pay.acme.example:443', 'https://pay.acme.example'],
])('an audience %s is ours', async (_what, publicUrl, audience) => {
  const { sandbox, database, config, accountId } = await start();
  const verify = createWidgetTokenVerifier({ database, ...config.kommo, publicUrl, isSingleAccount: false });
  expect(await verify(sandbox.oneTimeToken({ audience }))).toMatchObject({ accountId });
});

const now = () => Math.floor(Date.now() / 1000);

test.each<[WidgetTokenRefusal, string, () => OneTimeTokenOptions]>([
  ['wrong_signature', 'another secret', () => ({ secret: 'another obviously fake secret' })],
  ['wrong_audience', 'another server', () => ({ audience: 'http://other.example' })],
  ['wrong_audience', 'another scheme', () => ({ audience: 'https://127.0.0.1' })],
  ['wrong_audience', 'another port', () => ({ audience: 'http://127.0.0.1:10' })],
  ['wrong_audience', 'no audience', () => ({ claims: { aud: undefined } })],
  ['wrong_integration', 'another integration', () => ({ claims: { client_uuid: 'other' } })],
  [
    'expired',
    'a token of yesterday',
    () => ({ claims: { iat: now() - 90_000, nbf: now() - 90_000, exp: now() - 88_200 } }),
  ],
  [
    'not_yet_valid',
    'a token of tomorrow',
    () => ({ claims: { iat: now() + 90_000, nbf: now() + 90_000, exp: now() + 91_800 } }),
  ],
  ['not_yet_valid', 'good from tomorrow on', () => ({ claims: { nbf: now() + 90_000 } })],
  ['not_yet_valid', 'issued tomorrow', () => ({ claims: { iat: now() + 90_000, exp: now() + 91_800 } })],
  ['too_long_lived', 'good for a year', () => ({ claims: { exp: now() + 31_536_000 } })],
  ['unreadable', 'no expiry', () => ({ claims: { exp: undefined } })],
  ['unreadable', 'no time of issue', () => ({ claims: { iat: undefined } })],
  ['unreadable', 'no account', () => ({ claims: { account_id: undefined } })],
  ['unreadable', 'an account that is no number', () => ({ claims: { account_id: 'demo' } })],
  ['unreadable', 'an account with a NUL', () => ({ claims: { account_id: '7\0' } })],
  ['unreadable', 'an account beyond any', () => ({ claims: { account_id: '9223372036854775808' } })],
  ['unreadable', 'a user with a NUL', () => ({ claims: { user_id: '7\0' } })],
  ['wrong_integration', 'an integration with a NUL', () => ({ claims: { client_uuid: 'a\0b' } })],
  ['wrong_issuer', 'a subdomain with a NUL', () => ({ claims: { subdomain: 'demo\0' } })],
  ['wrong_issuer', 'an issuer with half a character', () => ({ claims: { iss: '\ud83d' } })],
  ['unreadable', 'no user', () => ({ claims: { user_id: undefined } })],
  ['wrong_issuer', 'an issuer elsewhere', () => ({ claims: { iss: 'https://evil.example' } })],
  ['wrong_issuer', 'the issuer of another account', () => ({ claims: { subdomain: 'other' } })],
  ['wrong_issuer', 'a subdomain that is none', () => ({ claims: { subdomain: 'demo.kommo.com/x' } })],
  ['unknown_account', 'an account that is not installed', () => ({ claims: { account_id: 1 } })],
])('%s: %s', async (refusal, _what, options) => {
  const { sandbox, verify } = await start();
  expect(await verify(sandbox.oneTimeToken(options()))).toBe(refusal);
});

test('a token issued to another account of the same integration belongs to that account', async () => {
  const { sandbox, verify } = await start();
  sandbox.addAccount({ subdomain: 'other' });
  expect(await verify(sandbox.oneTimeToken({ subdomain: 'other' }))).toBe('unknown_account');
});

test('only HS256 is taken', async () => {
  const { sandbox, verify, config } = await start();
  const claims = {
    account_id: sandbox.account().id,
    user_id: 1,
    subdomain: 'demo',
    client_uuid: config.kommo.clientId,
  };
  const unsigned = new UnsecuredJWT(claims)
    .setAudience('http://127.0.0.1')
    .setIssuedAt()
    .setExpirationTime('30m')
    .encode();
  expect(await verify(unsigned)).toBe('unreadable');
  const key = new TextEncoder().encode(config.kommo.clientSecret?.repeat(2));
  const other = await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).setExpirationTime('30m').sign(key);
  expect(await verify(other)).toBe('unreadable');
  const good = sandbox.oneTimeToken({ audience: 'http://127.0.0.1' });
  const secret = new TextEncoder().encode(config.kommo.clientSecret);
  const again = (header: object) =>
    new SignJWT(decodeJwt(good))
      .setProtectedHeader({ alg: 'HS256', ...header })
      .sign(secret, { crit: { unknown: true } });
  expect(await verify(await again({}))).toMatchObject({ userId: expect.any(Number) });
  expect(await verify(await again({ crit: ['unknown'], unknown: true }))).toBe('unreadable');
});

test('a signature has one spelling', async () => {
  const { sandbox, verify } = await start();
  const good = sandbox.oneTimeToken({ audience: 'http://127.0.0.1' });
  expect(await verify(good)).toMatchObject({ userId: expect.any(Number) });
  for (const added of ['=', '!!', ' ']) expect(await verify(`${good}${added}`)).toBe('wrong_signature');
});

test.each(['', undefined])('no token (%j)', async (token) => {
  const { verify } = await start();
  expect(await verify(token)).toBe('missing');
});

test.each(['x', 'a.b.c', '..', 'ey'.repeat(5_000)])('a malformed token (%#)', async (token) => {
  const { verify } = await start();
  expect(await verify(token)).toBe('unreadable');
});

test('an account that uninstalled the widget, or was renamed, gets that answer', async () => {
  const { sandbox, verify, prisma } = await start();
  await prisma.account.updateMany({ data: { subdomain: 'former' } });
  expect(await verify(sandbox.oneTimeToken())).toBe('renamed');
  await prisma.account.updateMany({ data: { subdomain: 'demo', state: 'uninstalled' } });
  expect(await verify(sandbox.oneTimeToken())).toBe('uninstalled');
});

test('an account that waits for a new authorization still shows known data', async () => {
  const { sandbox, verify, prisma, accountId } = await start();
  await prisma.account.updateMany({ data: { state: 'needs_reauthorization' } });
  expect(await verify(sandbox.oneTimeToken())).toMatchObject({ accountId });
});

test('the account of the environment is known by its address until Kommo has named it', async () => {
  const { sandbox, verify, prisma, accountId } = await start();
  await prisma.account.updateMany({ data: { kommoAccountId: null } });
  expect(await verify(sandbox.oneTimeToken())).toBe('unknown_account');
  await prisma.account.updateMany({ data: { singleAccount: true } });
  expect(await verify(sandbox.oneTimeToken())).toMatchObject({ accountId });
});

test('in single-account mode the integration needs no Redirect URL, so its tokens may have no audience or any', async () => {
  const { sandbox, config, database, prisma, accountId } = await start();
  const { clientId, clientSecret } = sandbox.integration();
  sandbox.registerIntegration({ clientId, clientSecret, redirectUri: '' });
  const { publicUrl, kommo } = config;
  const verify = createWidgetTokenVerifier({ database, ...kommo, publicUrl, isSingleAccount: true });
  const tokens = [
    sandbox.oneTimeToken(),
    ...['', '://', 'https://other.example'].map((audience) => sandbox.oneTimeToken({ audience })),
    sandbox.oneTimeToken({ claims: { aud: null } }),
    sandbox.oneTimeToken({ claims: { aud: ['a', 'b'] } }),
  ];
  for (const token of tokens) expect(await verify(token)).toBe('wrong_audience');
  await prisma.account.updateMany({ data: { singleAccount: true } });
  for (const token of tokens) expect(await verify(token)).toMatchObject({ accountId });

  expect(await verify(sandbox.oneTimeToken({ secret: 'another obviously fake secret' }))).toBe('wrong_signature');
  expect(await verify(sandbox.oneTimeToken({ claims: { client_uuid: 'other' } }))).toBe('wrong_integration');
  expect(await verify(sandbox.oneTimeToken({ claims: { account_id: 1 } }))).toBe('unknown_account');
  const withOauth = createWidgetTokenVerifier({ database, ...kommo, publicUrl, isSingleAccount: false });
  expect(await withOauth(sandbox.oneTimeToken())).toBe('wrong_audience');
});

test('without an integration every token is refused', async () => {
  const { sandbox, database, config } = await start();
  const verify = createWidgetTokenVerifier({
    database,
    ...config.kommo,
    clientSecret: undefined,
    publicUrl: config.publicUrl,
    isSingleAccount: false,
  });
  expect(await verify(sandbox.oneTimeToken())).toBe('not_configured');
});

async function start() {
  const stack = await startKommoStack();
  return { ...stack, verify: stack.kommo.verifyWidgetToken };
}
