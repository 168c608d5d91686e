import { expect, test } from 'vitest';
import { anna, type Buyer, buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { runAccount } from '../../../testing/server/sync/run-account.ts';

const searchesIn = ({ sandbox }: JobStack) =>
  sandbox.requests
    .map(({ path }) => new URL(path, 'http://kommo.example'))
    .filter(({ searchParams }) => searchParams.has('query'))
    .map(({ pathname, searchParams }) => `${pathname.split('/').at(-1)} ${searchParams.get('query')}`);

async function pay(stack: JobStack, ...payers: readonly Buyer[]): Promise<void> {
  await stack.store(payers.map((by, index) => orderCompleted(`order-${by.accountId}-${index}`, by, stack.now())));
  await stack.work();
}

async function start(settings: object = {}) {
  const stack = await startJobStack();
  await stack.saveSettings(settings);
  await stack.work();
  stack.sandbox.forgetRequests();
  return stack;
}

test('the e-mail of a contact with a lead costs one search, and an unknown one depends on the settings', async () => {
  const stack = await start();
  const contact = stack.sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  stack.sandbox.addLead({ contactIds: [contact.id] });
  await pay(stack, anna);
  expect(searchesIn(stack)).toEqual(['contacts anna@acme.example']);
  stack.sandbox.forgetRequests();
  await pay(stack, { ...buyer(1), company: 'Firm One GmbH' });
  expect(searchesIn(stack)).toEqual([
    'contacts buyer-1@firm-1.example',
    'contacts firm-1.example',
    'companies firm-1.example',
    'contacts First1 Last1',
    'companies Firm',
  ]);
});

test('without the domain the payer’s name is searched for instead', async () => {
  const stack = await start({ matching: { byCompanyDomain: 'off' } });
  await pay(stack, buyer(1));
  expect(searchesIn(stack)).toEqual(['contacts buyer-1@firm-1.example', 'contacts First1 Last1']);
});

test('colleagues share the searches for their company', async () => {
  const stack = await start();
  await pay(stack, ...[1, 2, 3].map((index) => ({ ...buyer(index), email: `buyer-${index}@one.example` })));
  expect(searchesIn(stack).filter((search) => search.endsWith(' one.example'))).toHaveLength(2);
});

test('the companies of contacts without a lead cost one request for all, and lead the payments to their leads', async () => {
  const stack = await start({ matching: { byCompanyDomain: 'link' } });
  const payers = [1, 2, 3].map((index) => ({ ...buyer(index), email: `buyer-${index}@gmail.com`, company: null }));
  const leads = payers.map(({ email }, index) => {
    const company = stack.sandbox.addCompany({ name: `Zeta ${index}` });
    stack.sandbox.addContact({ name: 'Anna', emails: [email], companyId: company.id });
    return stack.sandbox.addLead({ companyId: company.id });
  });
  await pay(stack, ...payers);
  expect(stack.sandbox.requests.filter(({ path }) => path.includes('/companies'))).toHaveLength(1);
  for (const { id } of leads) expect(stack.sandbox.notesOf(id)).toHaveLength(1);
});

test('a payer known to Kommo does not wait for wide searches', async () => {
  const stack = await start();
  await stack.store(
    Array.from({ length: 30 }, (_, index) => orderCompleted(`order-${index}`, buyer(index), stack.now())),
  );
  const contact = stack.sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ contactIds: [contact.id] });
  await stack.store([orderCompleted('order-anna', anna, stack.now())]);
  // One run without a time limit, so that the order does not depend on the machine's speed.
  await runAccount(stack.dependencies, stack.accountId, new AbortController().signal);
  const paths = stack.sandbox.requests.map(({ path }) => path);
  const note = paths.findIndex((path) => path.endsWith('/leads/notes'));
  const firstWide = paths.findIndex((path) => path.includes('/companies'));
  expect(stack.sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(note).toBeGreaterThan(-1);
  expect(note).toBeLessThan(firstWide);
});

test('runs that are asked to stop at once still finish the work, one by one', async () => {
  const stack = await start();
  const payers = Array.from({ length: 12 }, (_, index) => buyer(index));
  await stack.store(payers.map((by, index) => orderCompleted(`order-${index}`, by, stack.now())));
  for (let run = 0; run < 100; run += 1) {
    const { more } = await runAccount(stack.dependencies, stack.accountId, AbortSignal.abort());
    if (!more) break;
  }
  const waiting = await stack.prisma.customer.count({ where: { nextMatchAt: { not: null } } });
  expect(waiting).toBe(0);
  expect(await stack.prisma.customer.count({ where: { matchState: 'unmatched' } })).toBe(12);
});

test('an address that changes while a wide search is due is searched for first', async () => {
  const stack = await start();
  await stack.store([orderCompleted('order-1', { ...anna, email: 'unreadable' }, stack.now())]);
  await runAccount(stack.dependencies, stack.accountId, AbortSignal.abort());
  await stack.prisma.customer.updateMany({ data: { email: anna.email, emailFolded: anna.email } });
  const contact = stack.sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ contactIds: [contact.id] });
  await stack.prisma.customer.updateMany({ data: { nextMatchAt: new Date(stack.now()) } });
  await stack.work();
  expect(stack.sandbox.notesOf(lead.id)).toHaveLength(1);
});
