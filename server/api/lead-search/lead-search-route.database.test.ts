import { expect, test } from 'vitest';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { connectAccount, startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { leadSearchRoute } from './lead-search-route.ts';

/** A person at Kommo with two accounts; `x-rival` asks for the second one. */
async function start({ timeoutMs = 60_000 } = {}) {
  const stack = await startKommoStack({ sandbox: { limit: { requests: Infinity } } });
  const { sandbox, prisma, database, kommo, accountId } = stack;
  sandbox.addAccount({ subdomain: 'rival' });
  const rivalId = await connectAccount(prisma, sandbox, 'rival');
  const user = { userId: 7, isAdministrator: true, accountLanguage: 'en' };
  const app = createApi({
    ...{ database, kommo },
    authenticate: async (request: { headers: object }) => ({
      ...user,
      accountId: 'x-rival' in request.headers ? rivalId : accountId,
    }),
  });
  await app.register(leadSearchRoute, { timeoutMs });
  const ask = (search: string, headers = {}) =>
    app.inject({ url: `/api/v1/leads?${new URLSearchParams({ search })}`, headers });
  const found = async (search: string, headers = {}): Promise<string[]> =>
    (await ask(search, headers)).json().leads.map(({ leadName }: { leadName: string }) => leadName);
  return { ...stack, user, ask, found };
}

test('a lead is found by its name or number, or through its contact’s name, number or address', async () => {
  const { sandbox, ask, found } = await start();
  const anna = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const boss = sandbox.addContact({ name: 'Boss' });
  const lead = sandbox.addLead({ name: 'Acme renewal', contactIds: [boss.id, anna.id] });
  sandbox.addLead({ name: 'Globex' });
  for (const search of ['RENEWAL', 'schmidt', 'anna@acme.example', String(lead.id), `#${lead.id}`, ` ${anna.id} `]) {
    expect([search, await found(search)]).toEqual([search, ['Acme renewal']]);
  }
  const [pipeline] = sandbox.account().pipelines;
  const stage = pipeline?.statuses.find(({ id }) => id === lead.status_id);
  const place = { pipeline: pipeline?.name, stage: stage?.name };
  expect((await ask('schmidt')).json().leads).toEqual([
    { leadId: lead.id, leadName: 'Acme renewal', ...place, contact: 'Anna Schmidt' },
  ]);
  expect((await ask('renewal')).json().leads).toMatchObject([{ contact: 'Boss' }]);
});

test('open leads come first, then the last changed; a contact without a lead is named', async () => {
  const { sandbox, ask, found } = await start();
  for (const [name, status_id] of [
    ['Acme won', 142],
    ['Acme old', undefined],
    ['Acme new', undefined],
  ] as const) {
    sandbox.addLead({ name, ...(status_id !== undefined && { status_id }) });
    sandbox.advanceTime(60_000);
  }
  const gone = sandbox.addLead({ name: 'Acme gone' });
  sandbox.deleteLeadByHand(gone.id);
  expect(await found('acme')).toEqual(['Acme new', 'Acme old', 'Acme won']);
  const contact = sandbox.addContact({ name: 'Acme Anna' });
  sandbox.advanceTime(3_600_000);
  expect((await ask('acme anna')).json()).toEqual({
    leads: [],
    contactsWithoutLeads: [{ id: contact.id, name: 'Acme Anna' }],
  });
});

test('who sees all buyers finds only the leads that he may change', async () => {
  const { sandbox, prisma, accountId, user, found, ask } = await start();
  const own = { email: 'x@bluebird.example', lang: 'en', isAdmin: false, isActive: true };
  sandbox.account().users.push({ ...own, id: 72, name: 'Juri', leadRights: { view: 'A', edit: 'M' } });
  sandbox.addLead({ name: 'Acme of others' });
  sandbox.addLead({ name: 'Acme of his own', responsible_user_id: 72 });
  Object.assign(user, { userId: 72, isAdministrator: false });
  expect((await ask('acme')).json()).toMatchObject({ status: 403, code: 'buyers_hidden' });
  await prisma.account.update({ where: { id: accountId }, data: { settings: { access: { buyers: [72] } } } });
  expect(await found('acme')).toEqual(['Acme of his own']);
});

test('another account’s leads are not found', async () => {
  const { sandbox, found } = await start();
  const lead = sandbox.addLead({ name: 'Acme' });
  const rival = { 'x-rival': '1' };
  expect([await found('acme', rival), await found(String(lead.id), rival)]).toEqual([[], []]);
});

test.each(['ab', '', '#', '\u2028\u2028\u2028', 'x'.repeat(101), 'x'.repeat(10_000), '1'.repeat(10_000)])(
  'a search for %j is refused with what to do',
  async (search) => {
    const { ask, sandbox } = await start();
    const answer = await ask(search);
    expect([answer.statusCode, answer.json().title, sandbox.callCount()]).toEqual([400, 'Search not valid', 0]);
  },
);

test.each(['an\0na', '%%%', '___', '&limit=1', '../../users', '🙂🙂🙂'])(
  'a search for %j reaches Kommo as typed, or not at all',
  async (search) => {
    const { sandbox, found } = await start();
    sandbox.addLead({ name: 'Anna', contactIds: [sandbox.addContact({ name: 'Anna' }).id] });
    expect(await found(search)).toEqual([]);
  },
);

test('a result costs Kommo a handful of requests, whatever their number', async () => {
  const { sandbox, found } = await start();
  for (let index = 0; index < 60; index += 1) {
    const contact = sandbox.addContact({ name: `Acme ${index}`, emails: [`${index}@acme.example`] });
    sandbox.addLead({ name: `Renewal ${index}`, contactIds: [contact.id] });
  }
  sandbox.forgetRequests();
  expect(await found('acme')).toHaveLength(20);
  expect(sandbox.callCount()).toBeLessThanOrEqual(5);
});

test('a person is not kept waiting by Kommo, and hears why', async () => {
  const { sandbox, ask } = await start({ timeoutMs: 1 });
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  sandbox.faults.add({ kind: 'hold', until, match: { path: /leads/ } });
  expect((await ask('acme')).json()).toMatchObject({ status: 503, code: 'kommo_unreachable' });
  release();
});

test('a text that Kommo does not search for has no results; an outage is said', async () => {
  const { sandbox, ask, found } = await start();
  const body = { title: 'Bad Request', status: 400, detail: 'Not today' };
  const refusal = sandbox.faults.add({ kind: 'status', status: 400, body, times: Infinity, match: { path: /query/ } });
  expect(await found('acme')).toEqual([]);
  refusal.remove();
  sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  expect((await ask('acme')).json()).toMatchObject({ status: 503, code: 'kommo_unreachable' });
});
