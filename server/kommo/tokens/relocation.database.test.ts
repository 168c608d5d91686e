import { expect, test } from 'vitest';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';

const page = '<html><head><title>404 Not Found</title></head></html>';

test('a renamed account is found at its new address', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.renameAccount('demo', 'bluebird');
  expect(await kommo.forAccount(accountId, 'background').getAccount()).toMatchObject({ subdomain: 'bluebird' });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    subdomain: 'bluebird',
    state: 'connected',
  });
});

test.each([0, 25])(
  'a renamed account unknown at its old address is found, %i hours after the last renewal',
  async (hours) => {
    const { sandbox, prisma, kommo, accountId } = await startKommoStack();
    const lead = sandbox.addLead({ name: 'Deal' });
    sandbox.renameAccount('demo', 'bluebird', 404);
    sandbox.advanceTime(hours * 3_600_000);
    const api = kommo.forAccount(accountId, 'background');
    const note = { entity_id: lead.id, service: 'FastSpring', text: 'Paid', request_id: 'a' };
    const [, contacts] = await Promise.all([
      api.createLeadNotes([note]),
      api.searchContacts('anna'),
      api.getPipelines(),
    ]);
    expect(contacts).toEqual([]);
    expect(sandbox.notesOf(lead.id)).toHaveLength(1);
    expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      subdomain: 'bluebird',
      state: 'connected',
    });
  },
);

test.each([
  ['cannot be asked', { kind: 'status', status: 503, body: page } as const],
  ['answers with a page', { kind: 'status', status: 404, body: page } as const],
  ['asks to wait', { kind: 'text_429', retryAfter: 1 } as const],
])('while Kommo %s about a renamed account, nothing fails for good', async (_what, fault) => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.renameAccount('demo', 'bluebird');
  const trouble = sandbox.faults.add({ ...fault, match: { path: /current\/subdomain/ }, times: Infinity });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.getAccount()).rejects.toMatchObject({ name: 'KommoNotSent' });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ state: 'connected' });
  trouble.remove();
  await prisma.account.updateMany({ data: { pausedUntil: null } });
  expect(await api.getAccount()).toMatchObject({ subdomain: 'bluebird' });
});

test('an account that Kommo cannot find is not mistaken for one without contacts', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.renameAccount('demo', 'bluebird', 404);
  await prisma.account.update({ where: { id: accountId }, data: { kommoAccountId: 1 } });
  const api = kommo.forAccount(accountId, 'background');
  await expect(api.searchContacts('anna')).rejects.toMatchObject({ name: 'KommoUncertain' });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    subdomain: 'demo',
    state: 'connected',
  });
});

test('a redirect away from a renamed account is understood, and the token does not follow it', async () => {
  const { sandbox, kommo, accountId } = await startKommoStack();
  sandbox.renameAccount('demo', 'bluebird');
  const headers = { location: `${sandbox.originTemplate.replace('{subdomain}', 'bluebird')}/api/v4/account` };
  sandbox.faults.add({ kind: 'status', status: 301, headers, match: { account: 'demo' }, times: 2 });
  expect(await kommo.forAccount(accountId, 'background').getAccount()).toMatchObject({ subdomain: 'bluebird' });
});

test('another account’s address is never taken over', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.renameAccount('demo', 'bluebird');
  await prisma.account.update({ where: { id: accountId }, data: { kommoAccountId: 1 } });
  await expect(kommo.forAccount(accountId, 'background').getAccount()).rejects.toMatchObject({
    reason: 'needs_reauthorization',
  });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ subdomain: 'demo' });
});
