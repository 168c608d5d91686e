import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { allow, startOauth } from '../../../testing/server/kommo/oauth-stack.ts';
import type { KommoTimeouts } from '../requests/timeouts.ts';

/** Real accounts: their names are public. */
const accounts = ['demo', ...Array.from({ length: 40 }, (_, index) => `shop${index}`)].map((subdomain) => ({
  subdomain,
}));

/** An hour in place of a minute: a slow machine needs more than a minute for the attempts of one period. */
const installsMs = 3_600_000;

async function start(timeouts: Partial<KommoTimeouts> = {}) {
  const database = await openTestDatabase();
  const stack = await startOauth(database, { sandbox: { accounts }, timeouts: { installsMs, ...timeouts } });
  const { sandbox, visit, clientId } = stack;
  const callBack = (subdomain: string, code = 'def502-obviously-fake') =>
    visit(`/oauth/callback?code=${code}&referer=${subdomain}.kommo.com&client_id=${clientId}&from_widget=1`);
  return {
    ...stack,
    callBack,
    begin: async () => new URL((await visit('/oauth/install')).headers.get('location') ?? ''),
    tokenCalls: () => sandbox.requests.filter(({ path }) => path.endsWith('access_token')).length,
  };
}

type Stack = Awaited<ReturnType<typeof start>>;

/** Shifts all attempts and arrivals this many ms into the past. */
async function letTimePass({ prisma }: Pick<Stack, 'prisma'>, milliseconds: number): Promise<void> {
  await prisma.$executeRaw`
    UPDATE pending_installs SET next_attempt = next_attempt - ${milliseconds} * interval '1 millisecond',
      attempted_at = attempted_at - ${milliseconds} * interval '1 millisecond',
      received_at = received_at - ${milliseconds} * interval '1 millisecond'`;
}

test('of 200 forged callbacks few are kept, fewer reach Kommo, and a real installation is not delayed', async () => {
  // Those beyond the minute's attempts get their page after this time.
  const stack = await start({ installAnswerMs: 10_000 });
  const { sandbox, prisma, callBack, begin, visit, tokenCalls, completeDue } = stack;
  const release = Promise.withResolvers<void>();
  sandbox.faults.add({ kind: 'hold', until: release.promise, match: { path: /shop\d+\/oauth2/ }, times: 1_000 });
  const visited = Promise.all(Array.from({ length: 200 }, (_, index) => callBack(`shop${index % 40}`)));
  // Kommo answers none of those, and this one does not wait for them.
  await expect.poll(() => prisma.pendingInstall.count({ where: { attempts: 1, stateNonce: null } })).toBe(20);
  expect((await visit(await allow(sandbox, await begin()))).text).toContain('Connected');

  release.resolve();
  const statuses = (await visited).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 400, 429]));
  expect(await prisma.pendingInstall.count({ where: { stateNonce: null } })).toBeLessThanOrEqual(120);
  // Kommo has refused them or did not answer in time.
  await expect
    .poll(() => prisma.pendingInstall.count({ where: { stateNonce: null, lastError: { not: null } } }))
    .toBe(20);
  await completeDue('broughtByKommo');
  expect(tokenCalls()).toBeLessThanOrEqual(1 + 20);
  await letTimePass(stack, installsMs);
  await completeDue('broughtByKommo');
  expect(tokenCalls()).toBeLessThanOrEqual(1 + 40);
});

test('one account may send only a few codes a minute without a state; other accounts are unaffected', async () => {
  const stack = await start();
  const { prisma, sandbox, callBack } = stack;
  const pages = await Promise.all(Array.from({ length: 8 }, () => callBack('shop1')));
  expect(pages.filter(({ status }) => status === 429)).toHaveLength(5);
  expect(pages.find(({ status }) => status === 429)?.text).toContain('Too many installations');
  await callBack('demo', sandbox.authorizationCode());
  await expect.poll(() => prisma.account.count()).toBe(1);
  await letTimePass(stack, installsMs);
  expect((await callBack('shop1')).status).not.toBe(429);
});

test('installations that begin here are limited too, and a refused state is not stored', async () => {
  const { sandbox, prisma, begin, visit } = await start();
  const statuses: number[] = [];
  for (let count = 0; count < 12; count += 1) statuses.push((await visit(await allow(sandbox, await begin()))).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  expect(await prisma.pendingInstall.count()).toBe(10);
});

test('only one of two simultaneous callbacks with the same state is accepted', async () => {
  const { sandbox, prisma, begin, visit } = await start();
  const address = await allow(sandbox, await begin());
  const pages = await Promise.all([visit(address), visit(address)]);
  expect(pages.filter(({ text }) => text.includes('already been used'))).toHaveLength(1);
  expect(await prisma.pendingInstall.count()).toBe(1);
});

test('Kommo’s answers to unsolicited installations neither slow nor pause any account', async () => {
  const { sandbox, prisma, callBack } = await start();
  const refusal = { kind: 'status', status: 429, body: { retry_after: 3_600 } } as const;
  sandbox.faults.add({ ...refusal, times: 2 });
  await callBack('shop1');
  await callBack('shop2');
  const refused = () => prisma.pendingInstall.count({ where: { lastError: { contains: '429' } } });
  await expect.poll(refused).toBe(2);
  await callBack('demo', sandbox.authorizationCode());
  await expect.poll(() => prisma.account.count()).toBe(1);
  expect(await prisma.outgoingRequest.count({ where: { NOT: { slowsTo: null } } })).toBe(0);
});

test('asking for a state stores nothing', async () => {
  const { prisma, visit } = await start();
  const before = await rowsOf(prisma);
  for (let count = 0; count < 20; count += 1) expect((await visit('/oauth/install')).status).toBe(302);
  expect(await rowsOf(prisma)).toBe(before);
});

test('failed and finished installations are deleted after a day; open ones stay', async () => {
  const stack = await start();
  const { prisma, kommo, callBack, sandbox } = stack;
  await callBack('shop1');
  await callBack('demo', sandbox.authorizationCode());
  await expect.poll(() => prisma.pendingInstall.count({ where: { state: 'open' } })).toBe(0);
  sandbox.faults.add({ kind: 'reset_before', match: { path: /access_token/ } });
  await callBack('shop2');
  await expect.poll(() => prisma.pendingInstall.count({ where: { lastError: { not: null } } })).toBe(2);
  await letTimePass(stack, 23 * 3_600_000);
  await prisma.pendingInstall.updateMany({
    where: { state: 'open' },
    data: { nextAttempt: new Date(Date.now() + 1e9) },
  });
  await kommo.deleteEndedInstalls();
  expect(await prisma.pendingInstall.count()).toBe(3);
  await letTimePass(stack, 3_600_000 + 60_000);
  await prisma.pendingInstall.updateMany({
    where: { state: 'open' },
    data: { nextAttempt: new Date(Date.now() + 1e9) },
  });
  await kommo.deleteEndedInstalls();
  expect(await prisma.pendingInstall.findMany()).toMatchObject([{ subdomain: 'shop2', state: 'open' }]);
});

/** The rows of all tables together. */
async function rowsOf(prisma: Stack['prisma']): Promise<number> {
  const counts = await Promise.all([prisma.pendingInstall.count(), prisma.account.count(), prisma.kommoToken.count()]);
  return counts.reduce((total, count) => total + count, 0);
}

test.each(['no-such-account', 'www', 'developers', 'pt-developers', 'support', 'api-c'])(
  '%s is not sent the secret, with a state or without',
  async (label) => {
    const stack = await start();
    const { sandbox, begin, callBack, visit, clientId, completeDue, prisma } = stack;
    await callBack(label);
    const state = (await begin()).searchParams.get('state') ?? '';
    await visit(`/oauth/callback?code=def502&referer=${label}.kommo.com&client_id=${clientId}&state=${state}`);
    await letTimePass(stack, installsMs);
    await completeDue('broughtByKommo');
    await completeDue('begunHere');
    expect(sandbox.requests.filter(({ path }) => path !== '/no-such-account/api/v4/account')).toEqual([]);
    expect(await prisma.pendingInstall.count({ where: { state: { not: 'failed' } } })).toBe(0);
  },
);

test('the address of a connected account is not checked first', async () => {
  const { sandbox, callBack, prisma } = await start();
  await callBack('demo', sandbox.authorizationCode());
  const asked = () => sandbox.requests.filter(({ path }) => path === '/demo/api/v4/account').length;
  expect(asked()).toBe(1);
  sandbox.revokeTokens();
  expect((await callBack('demo', sandbox.authorizationCode())).text).toContain('Connected');
  expect(asked()).toBe(1);
  expect(await prisma.account.count()).toBe(1);
});
