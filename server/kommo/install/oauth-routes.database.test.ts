import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { allow, type OauthOptions, type Page, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';

test('an installation from the marketplace, without a state, is answered in time', async () => {
  const { sandbox, prisma } = await start();
  expect(await sandbox.installFromMarketplace()).toEqual({ status: 200 });
  expect(await prisma.account.count()).toBe(1);
});

test('an account is connected although its name holds characters that Postgres cannot store', async () => {
  const { sandbox, prisma } = await start({
    sandbox: { accounts: [{ subdomain: 'demo', name: 'Blue\0bird \ud83d' }] },
  });
  expect(await sandbox.installFromMarketplace()).toEqual({ status: 200 });
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ name: 'Blue\u{FFFD}bird \u{FFFD}' });
});

test('installing again keeps the account and replaces the tokens', async () => {
  const { sandbox, prisma, kommo } = await start();
  await sandbox.installFromMarketplace();
  const before = await prisma.account.findFirstOrThrow();
  await prisma.account.update({
    where: { id: before.id },
    data: { settings: { kept: true }, state: 'needs_reauthorization', stateReason: 'revoked', pausedUntil: new Date() },
  });
  sandbox.revokeTokens();
  await sandbox.installFromMarketplace();
  const after = await prisma.account.findFirstOrThrow();
  expect(after).toEqual({ ...before, settings: { kept: true } });
  expect(await prisma.kommoToken.findFirstOrThrow()).toMatchObject({ version: 2 });
  await kommo.forAccount(after.id, 'interactive').getAccount();
});

test('a state can be used once', async () => {
  const { sandbox, prisma, visit } = await start();
  const address = await allow(sandbox, await consentAddress(visit));
  await visit(address);
  const again = await visit(address);
  expect(again).toMatchObject({ status: 400, text: expect.stringContaining('already been used') });
  expect(await prisma.pendingInstall.count()).toBe(1);
});

test('an expired state and a forged one get different answers, and nothing is sent to Kommo', async () => {
  const { sandbox, prisma, visit } = await start();
  const forged = await allow(sandbox, await consentAddress(visit), { state: 'AAAA.9999999999999.AAAA' });
  expect(await visit(forged)).toMatchObject({ status: 400, text: expect.stringContaining('didn’t start here') });
  const missing = await allow(sandbox, await consentAddress(visit), { state: null });
  expect(await visit(missing)).toMatchObject({ status: 400, text: expect.stringContaining('didn’t start here') });
  expect(sandbox.callCount()).toBe(0);
  expect(await prisma.pendingInstall.count()).toBe(0);
});

test('a declined access is explained in words, and nothing is stored', async () => {
  const { visit, prisma, clientId } = await start();
  const state = (await consentAddress(visit)).searchParams.get('state') ?? '';
  const page = await visit(`/oauth/callback?error=access_denied&client_id=${clientId}&state=${state}`);
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('declined') });
  expect(await prisma.pendingInstall.count()).toBe(0);
});

test.each([
  ['another integration', { client_id: 'other' }, 'another integration'],
  ['no code', { code: '' }, 'no authorization code'],
  ['no referer', { referer: '' }, 'not a Kommo account'],
  ['a referer elsewhere', { referer: 'evil.example' }, 'not a Kommo account'],
  ['a referer that only begins like Kommo', { referer: 'demo.kommo.com.evil.example' }, 'not a Kommo account'],
  ['two referers', { referer: ['demo.kommo.com', 'evil.example'] }, 'not a Kommo account'],
  ['another error', { error: 'server_error' }, 'reported an error'],
])('%s is refused before anything is sent', async (_what, change, words) => {
  const { sandbox, visit, prisma, clientId } = await start();
  const query = {
    code: 'def502-obviously-fake',
    referer: 'demo.kommo.com',
    client_id: clientId,
    from_widget: '1',
    ...change,
  };
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]),
    ),
  );
  const page = await visit(`/oauth/callback?${search}`);
  expect(page.status).toBe(400);
  expect(page.text).toContain(words);
  expect(sandbox.callCount()).toBe(0);
  expect(await prisma.pendingInstall.count()).toBe(0);
});

test('referer and referrer, bare or as an address, are understood', async () => {
  const { sandbox, visit, clientId } = await start();
  for (const referer of ['referrer=https%3A%2F%2Fdemo.kommo.com', 'referer=demo.kommo.com']) {
    const code = sandbox.authorizationCode();
    const page = await visit(`/oauth/callback?code=${code}&client_id=${clientId}&from_widget=1&${referer}`);
    expect(page.text).toContain('Connected');
  }
});

test('the pages speak the reader’s language, and the next step is a link', async () => {
  const { sandbox, visit, clientId, origin } = await start();
  const callback = `/oauth/callback?code=${sandbox.authorizationCode()}&referer=demo.kommo.com&client_id=${clientId}`;
  const turkish = { 'accept-language': 'tr-TR,tr;q=0.9' };
  const refused = await visit(callback, turkish);
  expect(refused.text).toContain('<html lang="tr">');
  expect(refused.text).toContain(`<a href="${origin}/oauth/install">Yeniden başla</a>`);
  const connected = await visit(`${callback}&from_widget=1`, turkish);
  expect(connected.text).toContain(`<a href="${origin}/widget.zip">Widget’ı indir</a>`);
  expect(connected.text).toContain('/settings/widgets/">Kommo’da entegrasyonları aç</a>');
});

test('a refused code is explained in words, without repeating the code', async () => {
  const { visit, clientId } = await start();
  const page = await visit(
    `/oauth/callback?code=def502-obviously-fake&referer=demo.kommo.com&client_id=${clientId}&from_widget=1`,
  );
  expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Cannot decrypt the authorization code') });
  expect(page.text).not.toContain('def502');
});

test('no page may be stored, framed or run a script, and none repeats text from the address', async () => {
  const { visit, clientId } = await start();
  const page = await visit(
    `/oauth/callback?code=${encodeURIComponent('<script>alert(1)</script>')}&referer=demo.kommo.com&client_id=${clientId}&from_widget=1`,
  );
  expect(page.text).not.toContain('<script');
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+';.*frame-ancestors 'none'$/,
  );
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
});

test('an account name that contains HTML is shown literally', async () => {
  const { sandbox, visit, clientId } = await start({
    sandbox: { accounts: [{ subdomain: 'demo', name: 'Fish & <b>Chips</b>' }] },
  });
  const page = await visit(
    `/oauth/callback?code=${sandbox.authorizationCode()}&referer=demo.kommo.com&client_id=${clientId}&from_widget=1`,
  );
  expect(page.text).toContain('Fish &amp; &lt;b&gt;Chips&lt;/b&gt;');
});

test('without an integration the pages say what to set', async () => {
  const { visit } = await start({ configured: false });
  for (const path of ['/oauth/install', '/oauth/callback?code=x&referer=demo.kommo.com&from_widget=1']) {
    expect(await visit(path)).toMatchObject({ status: 503, text: expect.stringContaining('KOMMO_CLIENT_ID') });
  }
});

test('with the database down a person still gets a page', async () => {
  const { visit, takeDown, clientId } = await start();
  await takeDown();
  const callback = `/oauth/callback?code=def502-obviously-fake&referer=demo.kommo.com&client_id=${clientId}&from_widget=1`;
  const page = await visit(callback);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).toMatch(/went wrong here|Almost done/);
});

test('neither Kommo’s code nor its signature gets into the log', async () => {
  const { sandbox, visit, clientId, logged } = await start();
  const code = sandbox.authorizationCode();
  sandbox.faults.add({ kind: 'status', status: 502, body: '<html>' });
  await visit(`/oauth/callback?code=${code}&referer=demo.kommo.com&client_id=${clientId}&from_widget=1`);
  const { id } = sandbox.account();
  const signature = sandbox.uninstallSignature(id);
  await visit(`/oauth/uninstall?account_id=${id}&client_uuid=${clientId}&signature=${signature}`);
  await visit('/elsewhere');
  expect(logged.join('')).toContain('/elsewhere');
  expect(logged.join('')).not.toContain(code);
  expect(logged.join('')).not.toContain(signature);
});

async function start(options: OauthOptions = {}) {
  const database = await openTestDatabase();
  return { ...(await startOauth(database, options)), takeDown: database.takeDown };
}

async function consentAddress(visit: (path: string) => Promise<Page>): Promise<URL> {
  return new URL((await visit('/oauth/install')).headers.get('location') ?? '');
}
