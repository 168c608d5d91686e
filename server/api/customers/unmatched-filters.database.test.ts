import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { createApi } from '../../../testing/server/api/api-server.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { customersRoutes } from './customers-route.ts';

const why = { code: 'nobody', params: {} };
const candidate = { leadId: 7, contactId: 1, companyId: null, reason: 'domain', confidence: 40, details: {} };
const noon = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;

interface Payer {
  readonly email?: string | null;
  readonly company?: string;
  readonly matchState?: string;
  readonly notRelevant?: boolean;
  readonly candidates?: readonly object[];
  /** hours before noon */
  readonly hoursAgo?: number;
  readonly order?: { currency?: string; total?: string; reference?: string; live?: boolean; state?: string };
}

/** Customers by name, in an account that an administrator asks, and the list's names by query. */
async function setScene(payers: Readonly<Record<string, Payer>>) {
  const { prisma, database, kommo, accountId } = await startKommoStack();
  const addTo = async (account: string, name: string, payer: Payer) => {
    const { email = `${name.toLowerCase().replaceAll(' ', '.')}@payer.example`, company = null, order = {} } = payer;
    const at = new Date(noon - (payer.hoursAgo ?? 0) * hour);
    const { id } = await prisma.customer.create({
      data: {
        ...{ accountId: account, identity: `email:${name}`, name, email, company, lastFactAt: at },
        ...{ matchState: payer.matchState ?? 'unmatched', match: { why, candidates: [...(payer.candidates ?? [])] } },
        ...(payer.notRelevant && { notRelevantAt: at, notRelevantBy: 7 }),
      },
    });
    const { currency = 'EUR', total = '50.00', reference = `REF-${name}`, live = true, state = 'completed' } = order;
    await prisma.order.create({
      data: {
        ...{ accountId: account, orderId: `${account} ${name}`, customerId: id, reference, state, kind: 'purchase' },
        ...{ occurredAt: at, currency, total, discount: '0', items: [], live },
      },
    });
    return id;
  };
  const ids = new Map<string, string>();
  for (const [name, payer] of Object.entries(payers)) ids.set(name, await addTo(accountId, name, payer));
  const other = await addOtherAccount(prisma);
  await addTo(other, 'Anna of others', { email: 'anna@others.example', order: { reference: 'ACME-1' } });
  const authenticate = async () => ({ accountId, userId: 7, isAdministrator: true, accountLanguage: 'en' });
  const app = createApi({ database, kommo, authenticate });
  await app.register(customersRoutes);
  const ask = (query: Readonly<Record<string, string>> = {}) =>
    app.inject({
      url: `/api/v1/customers/unmatched?${new URLSearchParams(query)}`,
      headers: { 'accept-language': 'en' },
    });
  const named = async (query: Readonly<Record<string, string>> = {}): Promise<string[]> =>
    (await ask(query)).json().customers.map(({ name }: { name: string }) => name);
  return { prisma, accountId, ids, ask, named };
}

test('a search finds a part of the address, name or company, and the beginning of an order’s reference', async () => {
  const { named } = await setScene({
    Anna: { email: 'anna@acme.example' },
    'Berta Schmidt': { hoursAgo: 1, company: 'ANNA Holding', order: { reference: 'ACME-777-B' } },
    'Joanna Öztürk': { hoursAgo: 2 },
    Dora: { hoursAgo: 3, email: null },
    Erased: { hoursAgo: 4, email: 'anna@erased.example', matchState: 'erased' },
    Linked: { hoursAgo: 5, email: 'anna@linked.example', matchState: 'linked' },
  });
  expect(await named({ search: ' ANNA ' })).toEqual(['Anna', 'Berta Schmidt', 'Joanna Öztürk']);
  expect(await named({ search: 'acme-777' })).toEqual(['Berta Schmidt']);
  expect(await named({ search: '777' })).toEqual([]);
  expect(await named({ search: 'öztürk' })).toEqual(['Joanna Öztürk']);
  expect(await named({ search: 'a@acme' })).toEqual(['Anna']);
  expect(await named({ search: 'others' })).toEqual([]);
  expect(await named({ search: 'ACME-1' })).toEqual([]);
});

test.each(['%%%', '___', 'a%a', 'an_a', '\\\\\\', "an'a", 'ann\0', 'an\u0001a', '🙂🙂🙂', "');--", '\udc00abc'])(
  'the search %j is meant as it is typed',
  async (search) => {
    const { ask } = await setScene({ Anna: { order: { reference: 'A_%\\' } } });
    const answer = await ask({ search });
    expect([answer.statusCode, answer.json().customers]).toEqual([200, []]);
  },
);

test('a wildcard that stands in a name or a reference is found', async () => {
  const { named } = await setScene({ '100%_Anna\\': {}, Berta: { hoursAgo: 1, order: { reference: 'B_%\\-1' } } });
  expect(await named({ search: '0%_' })).toEqual(['100%_Anna\\']);
  expect(await named({ search: 'b_%\\' })).toEqual(['Berta']);
});

test.each<Record<string, string>>([
  { search: 'ab' },
  { search: 'x'.repeat(10_000) },
  { currency: 'EURO' },
  { currency: 'E;R' },
  { amountFrom: '1e9' },
  { amountFrom: '-1' },
  { amountTo: '9'.repeat(40) },
  { paidFrom: '2026-13-01' },
  { paidTo: 'yesterday' },
  { paidFrom: '0000-01-01' },
  { show: 'linked' },
  { candidates: 'yes' },
  { cursor: 'x' },
  { cursor: `0_${'f'.repeat(36)}` },
])('%j is refused, with what to do', async (query) => {
  const { ask } = await setScene({});
  const answer = await ask(query);
  expect([answer.statusCode, answer.json().title]).toEqual([400, 'Query not valid']);
});

test('a payment has to fit in currency, amount and day together, and counts only if it was paid', async () => {
  const { prisma, named } = await setScene({
    Anna: { order: { currency: 'EUR', total: '100.00' } },
    Berta: { hoursAgo: 36, order: { currency: 'USD', total: '100.00' } },
    Carla: { hoursAgo: 72, order: { currency: 'USD', total: '9.90' } },
    Tester: { order: { currency: 'USD', live: false } },
    Refused: { order: { currency: 'USD', state: 'failed' } },
  });
  expect(await named({ currency: 'usd' })).toEqual(['Berta', 'Carla']);
  expect(await named({ amountFrom: '9.90' })).toEqual(['Anna', 'Berta', 'Carla']);
  expect(await named({ currency: 'USD', amountFrom: '10' })).toEqual(['Berta']);
  expect(await named({ amountFrom: '100', amountTo: '100.00' })).toEqual(['Anna', 'Berta']);
  expect(await named({ paidFrom: '2026-11-19' })).toEqual(['Anna', 'Berta']);
  expect(await named({ paidFrom: '2026-11-19', paidTo: '2026-11-19' })).toEqual(['Berta']);
  expect(await named({ paidTo: '2026-11-17' })).toEqual(['Carla']);
  // 19 November, 0:00 UTC: still the 18th in New York.
  await prisma.account.updateMany({ data: { timeZone: 'America/New_York' } });
  expect(await named({ paidFrom: '2026-11-19' })).toEqual(['Anna']);
});

test('customers with a lead to choose from can be seen alone', async () => {
  const withoutLead = { ...candidate, leadId: null };
  const { named } = await setScene({
    Anna: { candidates: [withoutLead] },
    Berta: { candidates: [withoutLead, candidate] },
  });
  expect(await named({ candidates: '1' })).toEqual(['Berta']);
});

test('pages follow each other through every filter, whatever is linked, put aside or paid meanwhile', async () => {
  const payers = Object.fromEntries(
    Array.from({ length: 90 }, (_, index): [string, Payer] => [
      `${index % 2 === 0 ? 'Even' : 'Uneven'} ${String(index).padStart(2, '0')}`,
      // Two of each hour: the id decides between them.
      { hoursAgo: Math.floor(index / 2), company: index % 2 === 0 ? 'Acme' : 'Globex', candidates: [candidate] },
    ]),
  );
  const { ask, prisma, ids } = await setScene(payers);
  for (const query of [{}, { search: 'acme' }, { currency: 'EUR', candidates: '1' }]) {
    const whole: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { customers: { id: string }[]; nextCursor: string | null } = (
        await ask({ ...query, ...(cursor !== '' && { cursor }) })
      ).json();
      whole.push(...page.customers.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    const wanted = [...ids].filter(([name]) => !('search' in query) || name.startsWith('Even')).map(([, id]) => id);
    expect(whole.toSorted()).toEqual(wanted.toSorted());
  }
  const first = (await ask()).json();
  const last = first.customers.at(-1).id;
  // The last one of the page pays again, and so moves to the top; its neighbours are linked and put aside.
  await prisma.customer.updateMany({ where: { id: last }, data: { lastFactAt: new Date(noon + hour) } });
  await prisma.customer.updateMany({ where: { id: first.customers.at(-2).id }, data: { matchState: 'linked' } });
  await prisma.customer.updateMany({
    where: { id: first.customers.at(-3).id },
    data: { notRelevantAt: new Date(noon), notRelevantBy: 7 },
  });
  const second = (await ask({ cursor: first.nextCursor })).json();
  const seen = new Set(first.customers.map(({ id }: { id: string }) => id));
  expect(second.customers).toHaveLength(20);
  expect(second.customers.filter(({ id }: { id: string }) => seen.has(id))).toEqual([]);
});

test('another account’s cursor shows nothing of it', async () => {
  const { ask, ids } = await setScene({ Anna: {} });
  const cursor = `${noon + hour}_${ids.get('Anna')}`;
  expect((await ask({ cursor })).json().customers).toHaveLength(1);
  expect((await ask({ cursor: `${noon + hour}_019a0000-0000-7000-8000-000000000000` })).json().customers).toHaveLength(
    1,
  );
});
