import { expect, onTestFinished, test } from 'vitest';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { never } from '../../../testing/server/platform/jobs/queues.ts';
import { changeWebhookAddresses } from '../../api/settings/webhook-address.ts';
import { createServer } from '../../platform/http/create-server.ts';
import { changesRoute, readChanges } from './changes-route.ts';
import { registerChanges } from './register-changes.ts';

const silent = { info: () => undefined };

async function startReceiver(options: Parameters<typeof startKommoStack>[0] = {}) {
  const stack = await startKommoStack(options);
  const woken: string[] = [];
  const app = createServer();
  await app.register(changesRoute, { prisma: stack.prisma, wake: (id: string) => woken.push(id) });
  const publicUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const forAccount = (id: string) => stack.kommo.forAccount(id, 'background');
  const register = (url = publicUrl) =>
    registerChanges({ prisma: stack.prisma, forAccount, publicUrl: url, log: silent }, never);
  const dueAgain = () => stack.prisma.kommoWebhook.updateMany({ data: { nextAttempt: new Date(0) } });
  const changes = () => stack.prisma.kommoChange.findMany({ orderBy: { entityId: 'asc' } });
  return { ...stack, woken, publicUrl, register, dueAgain, changes };
}

test('Kommo is subscribed to daily at an unguessable address, and its reports are kept until handled', async () => {
  const { sandbox, prisma, register, changes, woken, accountId, publicUrl } = await startReceiver();
  await register();
  await register();
  expect(sandbox.requests.filter(({ path }) => path.includes('/webhooks'))).toHaveLength(1);
  const [webhook] = sandbox.account().webhooks.values();
  expect(webhook?.destination).toMatch(new RegExp(`^${publicUrl}/webhooks/kommo/[\\w-]{43}$`));
  expect(await prisma.kommoWebhook.findFirst()).toMatchObject({ state: 'registered' });

  const contact = sandbox.addContact({ name: 'Ann & Söhne [x]', emails: ['ann@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  sandbox.deleteLeadByHand(lead.id);
  expect(await sandbox.callWebhooks()).toEqual([200, 200, 200]);
  expect(await changes()).toMatchObject([
    { entity: 'contact', entityId: BigInt(contact.id), gone: false },
    { entity: 'lead', entityId: BigInt(lead.id), gone: true },
  ]);
  expect(new Set(woken)).toEqual(new Set([accountId]));
  expect(await sandbox.callWebhooks()).toEqual([]);

  // Kommo reports companies under the name of contacts.
  sandbox.addCompany({ name: 'Acme' });
  expect(await sandbox.callWebhooks()).toEqual([200]);
  expect(await changes()).toHaveLength(2);
});

test.each([402, 403] as const)(
  'a plan without webhooks (%s) pauses nothing and is asked again after a day',
  async (status) => {
    const { register, prisma, sandbox, kommo, accountId } = await startReceiver({
      sandbox: { accounts: [{ subdomain: 'demo', webhooksRefused: status }] },
    });
    await register();
    await register();
    expect(sandbox.requests.filter(({ path }) => path.includes('/webhooks'))).toHaveLength(1);
    expect(await prisma.kommoWebhook.findFirst()).toMatchObject({ state: 'not_allowed' });
    expect(await prisma.account.findFirst()).toMatchObject({ state: 'connected' });
    await kommo.forAccount(accountId, 'background').getAccount();
  },
);

test('a registration that Kommo does not answer comes again later, not at once', async () => {
  const { register, dueAgain, prisma, sandbox } = await startReceiver();
  const fault = { kind: 'status', status: 503, body: '', match: { path: /webhooks/ } } as const;
  const { hits, remove } = sandbox.faults.add({ ...fault, times: Number.POSITIVE_INFINITY });
  await register();
  const asked = hits();
  expect(asked).toBeGreaterThan(0);
  await register();
  expect(hits()).toBe(asked);
  remove();
  await dueAgain();
  await register();
  expect(await prisma.kommoWebhook.findFirst()).toMatchObject({ state: 'registered' });
});

test('a refusal in the form of a page does not count against the account either', async () => {
  const { register, prisma, sandbox } = await startReceiver();
  sandbox.faults.add({ kind: 'html_403', match: { path: /webhooks/ } });
  await register();
  expect(await prisma.kommoWebhook.findFirst()).toMatchObject({ state: 'not_allowed' });
  expect(await prisma.account.findFirst()).toMatchObject({ state: 'connected' });
});

test('an address that Kommo switched off is registered again, and a new address of ours replaces the old one', async () => {
  const { register, dueAgain, sandbox } = await startReceiver();
  await register();
  const [webhook] = sandbox.account().webhooks.values();
  if (webhook === undefined) throw new Error('nothing was registered');
  webhook.disabled = true;
  await dueAgain();
  await register();
  expect([...sandbox.account().webhooks.values()]).toMatchObject([{ disabled: false }]);
  await dueAgain();
  await register('http://127.0.0.1:9');
  expect([...sandbox.account().webhooks.keys()]).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\//)]);
});

test('a changed address is registered again, and Kommo’s calls to the previous one count until then', async () => {
  const { register, sandbox, prisma, accountId, changes, publicUrl } = await startReceiver();
  await register();
  const { key: former } = await prisma.kommoWebhook.findFirstOrThrow();
  await changeWebhookAddresses(prisma, { accountId, userId: 1 }, Date.now());
  sandbox.addContact({ name: 'Ann', emails: ['ann@acme.example'] });
  expect(await sandbox.callWebhooks()).toEqual([200]);
  expect(await changes()).toHaveLength(1);

  await register();
  const { key } = await prisma.kommoWebhook.findFirstOrThrow();
  expect(key).not.toBe(former);
  expect([...sandbox.account().webhooks.keys()]).toEqual([`${publicUrl}/webhooks/kommo/${key}`]);
  const answer = await fetch(`${publicUrl}/webhooks/kommo/${former}`, { method: 'POST', body: 'leads[add][0][id]=1' });
  expect(answer.status).toBe(404);
  expect(await prisma.formerWebhookKey.findMany()).toMatchObject([{ sender: 'fastspring' }]);
});

test('an address changed during the registration of the previous one is registered next', async () => {
  const { prisma, accountId, kommo, publicUrl, sandbox, register } = await startReceiver();
  const changing = (id: string) => {
    const api = kommo.forAccount(id, 'background');
    const registerWebhook: typeof api.registerWebhook = async (...given) => {
      await api.registerWebhook(...given);
      await changeWebhookAddresses(prisma, { accountId, userId: 1 }, Date.now());
    };
    return { ...api, registerWebhook };
  };
  await registerChanges({ prisma, forAccount: changing, publicUrl, log: silent }, never);
  await register();
  const { key } = await prisma.kommoWebhook.findFirstOrThrow();
  expect([...sandbox.account().webhooks.keys()]).toEqual([`${publicUrl}/webhooks/kommo/${key}`]);
});

test('an unknown address is refused, and an empty body changes nothing', async () => {
  const { publicUrl, register, prisma, changes, woken } = await startReceiver();
  await register();
  const { key } = await prisma.kommoWebhook.findFirstOrThrow();
  const post = (path: string, body: string | Uint8Array, type = 'application/x-www-form-urlencoded') =>
    fetch(`${publicUrl}/webhooks/kommo/${path}`, { method: 'POST', body, headers: { 'content-type': type } });
  expect((await post('guessed', 'leads[add][0][id]=1')).status).toBe(404);
  for (const [body, type] of [
    ['', undefined],
    ['leads[add][0][id]=x&contacts[update][0][id]=-1&leads[status][0][id]=7', undefined],
    ['{"leads":{"add":[{"id":1}]}}', 'application/json'],
    [new Uint8Array([0xff, 0x00, 0xfe]), 'application/octet-stream'],
  ] as const) {
    expect((await post(key, body, type)).status).toBe(200);
  }
  expect((await post(key, 'x'.repeat(2_000_000))).status).toBe(413);
  expect(await changes()).toEqual([]);
  expect(woken).toEqual([]);
});

test('nested names are read in any order and encoding, each entity once, and the last report counts', () => {
  const form =
    'account%5Bid%5D=5&contacts%5Bupdate%5D%5B0%5D%5Bid%5D=406322&contacts[update][0][name]=leads[add][0][id]' +
    '&leads[add][1][id]=8&leads[add][0][id]=7&leads[delete][0][id]=7&companies[add][0][id]=3';
  expect(readChanges(form)).toEqual([
    { entity: 'contact', id: 406322, gone: false },
    { entity: 'lead', id: 8, gone: false },
    { entity: 'lead', id: 7, gone: true },
  ]);
  const withCompanies =
    'contacts[update][0][id]=8&contacts[update][0][type]=company&contacts[update][1][type]=contact&contacts[update][1][id]=9' +
    '&contacts[delete][0][type]=company&contacts[delete][0][id]=10';
  expect(readChanges(withCompanies)).toEqual([{ entity: 'contact', id: 9, gone: false }]);
  const many = Array.from({ length: 600 }, (_, index) => `leads[add][${index}][id]=${index + 1}`).join('&');
  expect(readChanges(many)).toHaveLength(500);
});
