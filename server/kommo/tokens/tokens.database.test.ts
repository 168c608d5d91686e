import { expect, test } from 'vitest';
import { connectAccount, type KommoStack, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { testSealer } from '../../../testing/server/platform/crypto/test-sealer.ts';
import { never } from '../../../testing/server/platform/jobs/queues.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { storeAuthorization } from './token-store.ts';

test('a 401 refreshes once and sends the request again', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const lead = sandbox.addLead({ name: 'Deal' });
  sandbox.advanceTime(25 * 3_600_000);
  const note = { entity_id: lead.id, service: 'FastSpring', text: 'Paid', request_id: 'a' };
  const api = kommo.forAccount(accountId, 'background');
  await Promise.all([api.createLeadNotes([note]), api.getPipelines(), api.getAccount()]);
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(refreshes({ sandbox })).toHaveLength(1);
  expect(await versionOf(prisma, accountId)).toBe(2);
});

test('the new pair is stored before it is used, encrypted', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  await expireSoon(prisma, accountId);
  await kommo.forAccount(accountId, 'background').getAccount();
  const row = await prisma.kommoToken.findUniqueOrThrow({ where: { accountId } });
  expect(JSON.stringify(row)).not.toContain('def502');
  expect(testSealer.open(sealedColumns.refreshToken, accountId, row.refreshToken ?? '')).toMatch(/^def502/);
  const answeredAt = sandbox.requests.at(-1)?.at ?? 0;
  expect(row.refreshedAt.getTime()).toBeLessThanOrEqual(answeredAt + 1);
});

test.each([
  ['reset after Kommo has issued the pair', { kind: 'reset_after' } as const],
  ['a 502 before', { kind: 'status', status: 502, body: '<html>' } as const],
])('%s: the old refresh token is sent again', async (_what, fault) => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  await expireSoon(prisma, accountId);
  sandbox.faults.add({ ...fault, match: { path: /access_token/ } });
  await kommo.forAccount(accountId, 'background').getAccount();
  expect(refreshes({ sandbox })).toHaveLength(2);
  expect(await versionOf(prisma, accountId)).toBe(2);
});

test('while the old token works, a token endpoint that is down does no harm', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  await expireSoon(prisma, accountId);
  sandbox.faults.add({ kind: 'reset_before', match: { path: /access_token/ }, times: 2 });
  expect(await kommo.forAccount(accountId, 'background').getPipelines()).not.toHaveLength(0);
  expect(await versionOf(prisma, accountId)).toBe(1);
});

test('once the old token has expired, the request is not sent and may be retried', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.advanceTime(25 * 3_600_000);
  sandbox.faults.add({ kind: 'reset_before', match: { path: /access_token/ }, times: 2 });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent' });
  expect(await prisma.kommoToken.findUniqueOrThrow({ where: { accountId } })).toMatchObject({ refreshClaim: null });
  expect(await api.getPipelines()).not.toHaveLength(0);
});

const page = '<html><head><title>404 Not Found</title></head></html>';
const problem = (status: number) => ({ title: 'Problem', status, detail: 'Problem' });

test.each<[number, string | object]>([
  [302, ''],
  [400, page],
  [400, problem(400)],
  [401, page],
  [401, problem(401)],
  [401, { hint: '' }],
  [401, '"Token has been revoked"'],
  [403, problem(403)],
  [403, { ...problem(403), hint: 'Token has been revoked' }],
  [404, page],
  [404, problem(404)],
  [405, page],
  [410, page],
  [422, problem(422)],
])('a token endpoint that answers %i with %j for a while disconnects no account', async (status, body) => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.advanceTime(25 * 3_600_000);
  const trouble = sandbox.faults.add({
    kind: 'status',
    status,
    body,
    match: { path: /access_token/ },
    times: Infinity,
  });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getAccount()).rejects.toMatchObject({ name: 'KommoNotSent' });
  await expect(api.getAccount()).rejects.toMatchObject({ message: expect.stringContaining(String(status)) });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    state: 'connected',
    pausedUntil: null,
  });
  trouble.remove();
  expect(await api.getAccount()).toMatchObject({ subdomain: 'demo' });
});

test('a token refused right after its renewal is retried, and the account stays connected', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const api = kommo.forAccount(accountId, 'background');
  sandbox.faults.add({ kind: 'status', status: 401, body: problem(401), match: { path: /api\/v4/ }, times: 2 });
  await expect(api.getAccount()).rejects.toMatchObject({ name: 'KommoNotSent' });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ state: 'connected' });
  expect(await api.getAccount()).toMatchObject({ subdomain: 'demo' });
});

test('a refresh claimed by a dead process continues when the claim expires', async () => {
  const { prisma, kommo, accountId } = await startKommoStack();
  await expireSoon(prisma, accountId);
  await prisma.kommoToken.update({
    where: { accountId },
    data: { refreshClaim: '018f0000-0000-7000-8000-000000000000', refreshClaimedTo: new Date(Date.now() + 400) },
  });
  await kommo.forAccount(accountId, 'background').getAccount();
  expect(await versionOf(prisma, accountId)).toBe(2);
});

test('a revoked authorization waits for a person, with Kommo’s reason, and sends no more requests', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.revokeTokens();
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getAccount()).rejects.toMatchObject({ reason: 'needs_reauthorization' });
  const calls = sandbox.callCount();
  await expect(api.getAccount()).rejects.toMatchObject({ reason: 'needs_reauthorization' });
  expect(sandbox.callCount()).toBe(calls);
  const { state, stateReason } = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  expect({ state, stateReason }).toEqual({
    state: 'needs_reauthorization',
    stateReason:
      'Kommo does not accept the stored authorization (Token has been revoked). An administrator has to connect the account again.',
  });
});

test('a pair stored meanwhile is used instead of giving up', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.revokeTokens();
  const fresh = sandbox.issueTokens();
  // The account is connected again while the refresh of the old pair is under way.
  const { promise: until, resolve: answer } = Promise.withResolvers<void>();
  sandbox.faults.add({ kind: 'hold', until, match: { path: /access_token/ } });
  const call = kommo.forAccount(accountId, 'background').getAccount();
  await expect.poll(() => refreshes({ sandbox }).length).toBe(1);
  await storeAuthorization(prisma, testSealer, accountId, { ...fresh, expiresIn: 86_400 });
  answer();
  expect(await call).toMatchObject({ subdomain: 'demo' });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ state: 'connected' });
});

test('a 429 and a block at the token endpoint pause the account', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.advanceTime(25 * 3_600_000);
  sandbox.faults.add({ kind: 'text_429', retryAfter: 60, match: { path: /access_token/ } });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getAccount()).rejects.toMatchObject({ name: 'KommoNotSent', retryAfter: 60_000 });
  await prisma.account.updateMany({ data: { pausedUntil: null } });
  sandbox.faults.add({ kind: 'html_403', match: { path: /access_token/ } });
  await expect(api.getAccount()).rejects.toMatchObject({ reason: 'blocked' });
});

test('a blocked account whose token expired meanwhile recovers too', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'html_403' });
  await expect(kommo.forAccount(accountId, 'background').getAccount()).rejects.toThrow();
  sandbox.advanceTime(25 * 3_600_000);
  await prisma.account.updateMany({ data: { pausedUntil: new Date(0) } });
  await kommo.tryUnavailableAccounts(never);
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ state: 'connected' });
});

test('a long-lived token is never refreshed, and its refusal says what to do', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const tokens = { accessToken: sandbox.longLivedToken(), refreshToken: null, expiresIn: null };
  await storeAuthorization(prisma, testSealer, accountId, tokens);
  const api = kommo.forAccount(accountId, 'background');
  await api.getAccount();
  sandbox.revokeTokens();
  await expect(api.getAccount()).rejects.toMatchObject({ reason: 'needs_reauthorization' });
  expect(refreshes({ sandbox })).toEqual([]);
  const { stateReason } = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  expect(stateReason).toContain('KOMMO_ACCESS_TOKEN');
});

test('a long-lived token is kept when a page refuses it or its account cannot be found for a while', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const tokens = { accessToken: sandbox.longLivedToken(), refreshToken: null, expiresIn: null };
  await storeAuthorization(prisma, testSealer, accountId, tokens);
  const api = kommo.forAccount(accountId, 'background');
  for (const body of [page, problem(404)]) {
    const status = body === page ? 401 : 404;
    const trouble = sandbox.faults.add({ kind: 'status', status, body, times: Infinity });
    await expect(api.getPipelines()).rejects.toMatchObject({ name: 'KommoUncertain' });
    expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ state: 'connected' });
    trouble.remove();
    expect(await api.getPipelines()).not.toHaveLength(0);
  }
});

test('idle accounts are refreshed weekly, and one failure does not stop the rest', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack({
    sandbox: { accounts: [{ subdomain: 'demo' }, { subdomain: 'other' }, { subdomain: 'busy' }] },
  });
  const otherId = await connectAccount(prisma, sandbox, 'other');
  const busyId = await connectAccount(prisma, sandbox, 'busy');
  const longAgo = new Date(Date.now() - 8 * 86_400_000);
  await prisma.kommoToken.updateMany({ where: { accountId: { not: busyId } }, data: { refreshedAt: longAgo } });
  sandbox.revokeTokens('demo');
  await kommo.refreshStaleTokens();
  expect(await versionOf(prisma, otherId)).toBe(2);
  expect(await versionOf(prisma, busyId)).toBe(1);
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    state: 'needs_reauthorization',
  });
});

test('a pair issued by Kommo survives a short failure of the database', async () => {
  const { database, prisma, kommo, accountId } = await startKommoStack();
  await expireSoon(prisma, accountId);
  await database.runScript(`
    CREATE SEQUENCE failures;
    CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF new.version > old.version AND nextval('failures') <= 2 THEN RAISE EXCEPTION 'storage failed'; END IF;
      RETURN new;
    END $$;
    CREATE TRIGGER fail BEFORE UPDATE ON kommo_tokens FOR EACH ROW EXECUTE FUNCTION fail_twice();`);
  await kommo.forAccount(accountId, 'background').getAccount();
  expect(await versionOf(prisma, accountId)).toBe(2);
});

async function expireSoon(prisma: PrismaClient, accountId: string): Promise<void> {
  await prisma.kommoToken.update({ where: { accountId }, data: { expiresAt: new Date(Date.now() + 60_000) } });
}

async function versionOf(prisma: PrismaClient, accountId: string): Promise<number> {
  return (await prisma.kommoToken.findUniqueOrThrow({ where: { accountId } })).version;
}

function refreshes({ sandbox }: Pick<KommoStack, 'sandbox'>) {
  return sandbox.requests.filter(({ path }) => path.endsWith('/oauth2/access_token'));
}
