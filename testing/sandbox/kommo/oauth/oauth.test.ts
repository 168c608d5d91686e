import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listenLocally } from '../../http/listen.ts';
import { type KommoSandbox, startKommoSandbox } from '../index.ts';
import { createCaller, request } from '../test-caller.ts';

let sandbox: KommoSandbox;

beforeEach(async () => {
  sandbox = await startKommoSandbox({
    integration: { redirectUri: 'https://payments.example/oauth/callback' },
    limit: { requests: Number.POSITIVE_INFINITY },
  });
});

afterEach(() => sandbox.close());

test('the consent page leads back with a code, the state and the account', async () => {
  const { clientId } = sandbox.integration();
  const page = await request(`${sandbox.oauthUrl}?client_id=${clientId}&state=s1&mode=popup`);
  expect(page.body).toContain('Allow');

  const allowed = await decide('allow');
  expect(allowed.origin + allowed.pathname).toBe('https://payments.example/oauth/callback');
  expect(allowed.searchParams.get('referer')).toBe('demo.kommo.com');
  expect(allowed.searchParams.get('state')).toBe('s1');

  const denied = await decide('deny');
  expect(denied.searchParams.get('error')).toBe('access_denied');
  expect(denied.searchParams.get('code')).toBeNull();
});

test('a code is exchanged once, within 20 minutes, for the registered redirect URI, as JSON', async () => {
  const code = sandbox.authorizationCode();
  const wrongRedirect = await exchange({ code, redirect_uri: 'https://elsewhere.example/' });
  expect(wrongRedirect.status).toBe(400);
  const wrongSecret = await exchange({ code, client_secret: 'guessed' });
  expect(wrongSecret.status).toBe(401);
  const form = await request(`${sandbox.addressOf('demo')}/oauth2/access_token`, {
    method: 'POST',
    body: new URLSearchParams({ code }),
  });
  expect(form.status).toBe(400);

  const first = await exchange({ code });
  expect(first.status).toBe(200);
  expect(first.body.token_type).toBe('Bearer');
  expect(first.body.expires_in).toBe(86400);
  expect(first.body.access_token.split('.')).toHaveLength(3);
  const account = await createCaller(sandbox, 'demo', first.body.access_token)('GET', '/account');
  expect(account.body.subdomain).toBe('demo');

  const second = await exchange({ code });
  expect([second.status, second.body.hint]).toEqual([400, 'Authorization code has been revoked']);

  const late = sandbox.authorizationCode();
  sandbox.advanceTime(20 * 60_000);
  expect((await exchange({ code: late })).body.hint).toBe('Authorization code has expired');
});

test('a refresh token works until the pair it was exchanged for is first used', async () => {
  const first = sandbox.issueTokens();
  const lost = await refresh(first.refreshToken);
  const repeated = await refresh(first.refreshToken);
  expect([lost.status, repeated.status]).toEqual([200, 200]);
  expect(repeated.body.refresh_token).not.toBe(lost.body.refresh_token);

  await createCaller(sandbox, 'demo', repeated.body.access_token)('GET', '/account');
  const late = await refresh(first.refreshToken);
  expect([late.status, late.body.hint]).toEqual([401, 'Token has been revoked']);
  expect((await refresh(repeated.body.refresh_token)).status).toBe(200);
});

test('a refresh whose answer is lost is repeated with the old refresh token', async () => {
  const { refreshToken } = sandbox.issueTokens();
  sandbox.faults.add({ kind: 'reset_after', match: { path: /access_token/ } });
  await expect(refresh(refreshToken)).rejects.toThrow();
  expect((await refresh(refreshToken)).status).toBe(200);
});

test('an access token expires after a day and a refresh token after three months', async () => {
  const { accessToken, refreshToken } = sandbox.issueTokens();
  sandbox.advanceTime(24 * 3_600_000);
  const expired = await createCaller(sandbox, 'demo', accessToken)('GET', '/account');
  expect([expired.status, expired.type]).toEqual([401, 'application/problem+json; charset=utf-8']);
  sandbox.advanceTime(90 * 24 * 3_600_000);
  expect((await refresh(refreshToken)).status).toBe(401);
});

test('a renamed account is refused at its former address, which reports the new one', async () => {
  const { refreshToken } = sandbox.issueTokens();
  sandbox.renameAccount('demo', 'newdemo');
  expect((await refresh(refreshToken)).status).toBe(401);
  const moved = await request(`${sandbox.addressOf('demo')}/oauth2/account/current/subdomain`, {
    headers: { 'x-refresh-token': refreshToken },
  });
  expect(moved.body).toMatchObject({ subdomain: 'newdemo', domain: 'newdemo.kommo.com' });
  expect((await refresh(refreshToken, 'newdemo')).status).toBe(200);
});

test('a renamed account may be unknown at its former address; only the shared host reports the new one', async () => {
  const { accessToken, refreshToken } = sandbox.issueTokens();
  sandbox.renameAccount('demo', 'newdemo', 404);
  const where = (host: string) =>
    request(`${sandbox.addressOf(host)}/oauth2/account/current/subdomain`, {
      headers: { 'x-refresh-token': refreshToken },
    });
  expect((await createCaller(sandbox, 'demo', accessToken)('GET', '/account')).status).toBe(404);
  expect((await refresh(refreshToken)).status).toBe(404);
  expect((await where('demo')).status).toBe(404);
  expect((await where('api-c')).body).toMatchObject({ subdomain: 'newdemo' });
});

test('an account answers only at its own host', async () => {
  expect((await createCaller(sandbox)('GET', '/account')).status).toBe(200);
  expect((await request(`${sandbox.origin}/demo/api/v4/account`)).status).toBe(404);
  expect((await request(`${sandbox.origin}/api/v4/account`)).status).toBe(404);
  expect((await request(`${sandbox.addressOf('www')}/api/v4/account`)).status).toBe(404);
});

test('a token of one account is refused by every other', async () => {
  sandbox.addAccount({ subdomain: 'other' });
  const { accessToken } = sandbox.issueTokens('demo');
  expect((await createCaller(sandbox, 'other', accessToken)('GET', '/account')).status).toBe(401);
});

test('the marketplace delivers the code without a state, and the uninstall hook is signed', async () => {
  const received: string[] = [];
  const backend = createServer((incoming, response) => {
    received.push(incoming.url ?? '');
    response.end('ok');
  });
  const origin = await listenLocally(backend);
  const integration = sandbox.registerIntegration({
    redirectUri: `${origin}/oauth/callback`,
    uninstallUrl: `${origin}/oauth/uninstall`,
  });
  const { accessToken } = sandbox.issueTokens();

  expect(await sandbox.installFromMarketplace()).toEqual({ status: 200 });
  expect(await sandbox.uninstall()).toEqual({ status: 200 });
  backend.close();

  const [installed, removed] = received.map((url) => new URL(url, 'http://backend.invalid').searchParams);
  expect(installed?.get('from_widget')).toBe('1');
  expect(installed?.has('state')).toBe(false);
  expect(removed?.get('client_uuid')).toBe(integration.clientId);
  expect(removed?.get('signature')).toBe(sandbox.uninstallSignature(sandbox.account().id));
  expect((await createCaller(sandbox, 'demo', accessToken)('GET', '/account')).status).toBe(401);
});

test('a one-time token carries the documented claims', () => {
  const user = sandbox.account().users[1];
  const token = sandbox.oneTimeToken({ userId: user?.id ?? 0, claims: { is_admin: undefined } });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(Object.keys(claims).toSorted()).toEqual(
    ['account_id', 'aud', 'client_uuid', 'exp', 'iat', 'iss', 'jti', 'nbf', 'subdomain', 'user_id'].toSorted(),
  );
  expect(claims).toMatchObject({ aud: 'https://payments.example', iss: sandbox.addressOf('demo'), user_id: user?.id });
  expect(claims.exp - claims.iat).toBe(1800);
});

async function decide(decision: string): Promise<URL> {
  const query = new URLSearchParams({
    client_id: sandbox.integration().clientId,
    subdomain: 'demo',
    state: 's1',
    decision,
  });
  const response = await fetch(`${sandbox.oauthUrl}/decision?${query}`, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
}

function exchange(change: Record<string, string>) {
  return tokenRequest('demo', { grant_type: 'authorization_code', ...change });
}

function refresh(refreshToken: string, subdomain = 'demo') {
  return tokenRequest(subdomain, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

function tokenRequest(subdomain: string, change: Record<string, string>) {
  const { clientId, clientSecret, redirectUri } = sandbox.integration();
  return request(`${sandbox.addressOf(subdomain)}/oauth2/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      ...change,
    }),
  });
}
