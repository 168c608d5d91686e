import { expect, test } from 'vitest';
import { connectAccount, type KommoStack, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { never } from '../../../testing/server/platform/jobs/queues.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { addressBlockReason } from '../account/address-blocks.ts';
import { KommoAccountUnavailable, KommoUncertain } from '../requests/errors.ts';

test('a 429 in plain text is understood, with and without a header', async () => {
  const { sandbox, kommo, prisma, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'text_429', retryAfter: 120 });
  sandbox.faults.add({ kind: 'text_429' });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent', retryAfter: 120_000 });
  await endPauses(prisma);
  await expect(api.getPipelines()).rejects.toMatchObject({ name: 'KommoNotSent', retryAfter: 10_000 });
});

test.each([
  [
    'a 429',
    { kind: 'text_429', retryAfter: 120 },
    { name: 'KommoNotSent', retryAfter: 120_000 },
    { state: 'connected' },
  ],
  ['a 402', { kind: 'status', status: 402 }, { reason: 'payment_required' }, { state: 'payment_required' }],
  ['a block', { kind: 'html_403' }, { reason: 'blocked' }, { state: 'blocked' }],
] as const)('%s counts too when it answers the check that follows a 404', async (_what, fault, failure, account) => {
  const { sandbox, kommo, prisma, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'status', status: 404, body: '<html>', match: { path: /webhooks/ } });
  sandbox.faults.add({ ...fault, match: { path: /account/ } });
  const api = kommo.forAccount(accountId, 'background');
  // Only some plans have webhooks: 402 and 403 would mean the plan if they answered this request itself.
  await expect(api.removeWebhook('https://pay.example/kommo')).rejects.toMatchObject(failure);
  expect(await stateOf(prisma, accountId)).toMatchObject({ ...account, pausedUntil: expect.any(Date) });
  await expect(api.getPipelines()).rejects.toThrow();
  expect(sandbox.callCount()).toBe(2);
});

test('a check that Kommo fails to answer leaves a 404 uncertain and the address unchanged', async () => {
  const { sandbox, kommo, prisma, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'status', status: 404, body: '<html>', match: { path: /leads/ } });
  sandbox.faults.add({ kind: 'status', status: 503, body: '<html>', match: { path: /account/ }, times: Infinity });
  await expect(kommo.forAccount(accountId, 'background').getPipelines()).rejects.toThrow(KommoUncertain);
  expect(await stateOf(prisma, accountId)).toMatchObject({ state: 'connected', pausedUntil: null });
  expect(sandbox.requests.map(({ path }) => path).filter((path) => path.includes('/leads/'))).toHaveLength(1);
});

test('one account’s pause or block leaves the others alone', async () => {
  const { sandbox, kommo, accountId, otherId } = await startTwoAccounts();
  sandbox.faults.add({ kind: 'html_403', match: { account: 'demo' } });
  await expect(kommo.forAccount(accountId, 'background').getPipelines()).rejects.toMatchObject({ reason: 'blocked' });
  expect(await kommo.forAccount(otherId, 'background').getPipelines()).not.toHaveLength(0);
  await expect(kommo.forAccount(accountId, 'background').getPipelines()).rejects.toThrow(KommoAccountUnavailable);
  expect(sandbox.callCount()).toBe(2);
});

test('a blocked account is tried again by one probe after its pause, and only then', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'html_403', times: 2 });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getPipelines()).rejects.toMatchObject({ reason: 'blocked' });
  await kommo.tryUnavailableAccounts(never);
  expect(sandbox.callCount()).toBe(1);

  await endPauses(prisma);
  await expect(api.getPipelines()).rejects.toMatchObject({ reason: 'blocked' });
  expect(sandbox.callCount()).toBe(1);
  await kommo.tryUnavailableAccounts(never);
  expect(sandbox.callCount()).toBe(2);
  expect(await stateOf(prisma, accountId)).toMatchObject({
    state: 'blocked',
    stateReason: expect.stringContaining('support'),
  });

  await endPauses(prisma);
  await kommo.tryUnavailableAccounts(never);
  expect(sandbox.callCount()).toBe(3);
  expect(await stateOf(prisma, accountId)).toEqual({ state: 'connected', stateReason: null, pausedUntil: null });
  expect(await api.getPipelines()).not.toHaveLength(0);
});

test('a probe without an answer is repeated later, not at once', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'html_403' });
  await expect(kommo.forAccount(accountId, 'background').getPipelines()).rejects.toMatchObject({ reason: 'blocked' });
  const silence = sandbox.faults.add({ kind: 'reset_before', times: Number.POSITIVE_INFINITY });
  await endPauses(prisma);
  await kommo.tryUnavailableAccounts(never);
  const asked = silence.hits();
  expect(asked).toBeGreaterThan(0);
  await kommo.tryUnavailableAccounts(never);
  expect(silence.hits()).toBe(asked);
  expect(await stateOf(prisma, accountId)).toMatchObject({ state: 'blocked' });
  silence.remove();
  await endPauses(prisma);
  await kommo.tryUnavailableAccounts(never);
  expect(await stateOf(prisma, accountId)).toMatchObject({ state: 'connected' });
});

test('two accounts blocked in a row mean our address: all wait, one probes for all, all resume', async () => {
  const { sandbox, prisma, kommo, accountId, otherId } = await startTwoAccounts();
  sandbox.addAccount({ subdomain: 'third' });
  const thirdId = await connectAccount(prisma, sandbox, 'third');
  sandbox.addAccount({ subdomain: 'fourth' });
  const fourthId = await connectAccount(prisma, sandbox, 'fourth');
  const block = sandbox.faults.add({ kind: 'html_403', times: Number.POSITIVE_INFINITY });
  for (const id of [accountId, otherId, thirdId, fourthId]) {
    await expect(kommo.forAccount(id, 'background').getPipelines()).rejects.toMatchObject({ reason: 'blocked' });
  }
  expect(sandbox.callCount()).toBe(2);
  expect(await stateOf(prisma, thirdId)).toMatchObject({ state: 'blocked', stateReason: addressBlockReason });

  // Only accounts that are blocked because of others are due: one request stands for both.
  await endPauses(prisma, [thirdId, fourthId]);
  await kommo.tryUnavailableAccounts(never);
  expect(sandbox.callCount()).toBe(3);
  await kommo.tryUnavailableAccounts(never);
  expect(sandbox.callCount()).toBe(3);

  block.remove();
  await endPauses(prisma);
  await kommo.tryUnavailableAccounts(never);
  for (const id of [accountId, otherId, thirdId, fourthId]) {
    expect(await stateOf(prisma, id)).toEqual({ state: 'connected', stateReason: null, pausedUntil: null });
  }
});

test('an account that stays blocked does not make the others wait again', async () => {
  const { sandbox, prisma, kommo, accountId, otherId } = await startTwoAccounts();
  sandbox.addAccount({ subdomain: 'third' });
  const thirdId = await connectAccount(prisma, sandbox, 'third');
  for (const account of ['demo', 'other']) {
    sandbox.faults.add({ kind: 'html_403', match: { account }, times: Number.POSITIVE_INFINITY });
  }
  const tryBoth = async () => {
    await endPauses(prisma, [accountId, otherId]);
    await kommo.tryUnavailableAccounts(never);
  };
  await expect(kommo.forAccount(accountId, 'background').getPipelines()).rejects.toThrow();
  await expect(kommo.forAccount(otherId, 'background').getPipelines()).rejects.toThrow();
  await endPauses(prisma, [thirdId]);
  await kommo.tryUnavailableAccounts(never);
  await tryBoth();
  expect(await stateOf(prisma, thirdId)).toMatchObject({ state: 'connected' });
  expect(await stateOf(prisma, accountId)).toMatchObject({ state: 'blocked' });
});

test('an unpaid account waits with a reason and resumes when it is paid', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'status', status: 402, body: { title: 'Payment Required' } });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getPipelines()).rejects.toMatchObject({ reason: 'payment_required' });
  await expect(api.getPipelines()).rejects.toMatchObject({ reason: 'payment_required' });
  expect(await stateOf(prisma, accountId)).toMatchObject({
    state: 'payment_required',
    stateReason: expect.stringContaining('402'),
  });
  await endPauses(prisma);
  await kommo.tryUnavailableAccounts(never);
  expect(await api.getPipelines()).not.toHaveLength(0);
});

test.each([
  ['a reset after the request', { kind: 'reset_after' } as const],
  ['a 500', { kind: 'status', status: 500, body: { title: 'Internal' }, when: 'after' } as const],
  ['a 504 page', { kind: 'status', status: 504, body: '<html>' } as const],
])('%s leaves a write uncertain and the account connected', async (_what, fault) => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const lead = sandbox.addLead({ name: 'Deal' });
  sandbox.faults.add(fault);
  const note = { entity_id: lead.id, service: 'FastSpring', text: 'Paid', request_id: 'a' };
  await expect(kommo.forAccount(accountId, 'background').createLeadNotes([note])).rejects.toThrow(KommoUncertain);
  expect(await stateOf(prisma, accountId)).toMatchObject({ state: 'connected' });
});

test('nothing is sent for an account that is unknown, uninstalled or without a token', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const unknown = kommo.forAccount('018f0000-0000-7000-8000-000000000000', 'interactive');
  await expect(unknown.getAccount()).rejects.toMatchObject({ reason: 'uninstalled' });
  await prisma.kommoToken.deleteMany();
  const api = kommo.forAccount(accountId, 'interactive');
  await expect(api.getAccount()).rejects.toMatchObject({ reason: 'needs_reauthorization' });
  await prisma.account.update({ where: { id: accountId }, data: { state: 'uninstalled' } });
  await expect(api.getAccount()).rejects.toMatchObject({ reason: 'uninstalled' });
  expect(sandbox.callCount()).toBe(0);
});

test('a hanging account delays only its own requests', async () => {
  const { sandbox, kommo, accountId, otherId } = await startTwoAccounts();
  sandbox.faults.add({ kind: 'hang', match: { account: 'demo' }, times: Number.POSITIVE_INFINITY });
  const hanging = Array.from({ length: 10 }, () => kommo.forAccount(accountId, 'background').getPipelines());
  const outcomes = Promise.allSettled(hanging);
  const other = kommo.forAccount(otherId, 'background');
  expect(await other.getPipelines()).not.toHaveLength(0);
  expect(sandbox.requests.filter(({ account }) => account === 'demo').length).toBeLessThanOrEqual(3);
  const closing = kommo.close();
  await closing;
  expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
});

async function startTwoAccounts(): Promise<KommoStack & { otherId: string }> {
  const stack = await startKommoStack({ sandbox: { accounts: [{ subdomain: 'demo' }, { subdomain: 'other' }] } });
  return { ...stack, otherId: await connectAccount(stack.prisma, stack.sandbox, 'other') };
}

async function stateOf(prisma: PrismaClient, id: string) {
  const { state, stateReason, pausedUntil } = await prisma.account.findUniqueOrThrow({ where: { id } });
  return { state, stateReason, pausedUntil };
}

/** Skips the time of a pause without waiting. */
async function endPauses(prisma: PrismaClient, ids?: string[]): Promise<void> {
  await prisma.account.updateMany({
    where: { pausedUntil: { not: null }, ...(ids && { id: { in: ids } }) },
    data: { pausedUntil: new Date(0) },
  });
}
