import { expect, test } from 'vitest';
import { anna, type Buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { type JobStack, startJobStack } from '../../../testing/server/sync/job-stack.ts';

/** Pays for Anna, with an address unknown to Kommo. */
const bookkeeper: Buyer = { accountId: 'account-books', email: 'books@else.example', first: 'Bo', last: 'LedgerRows' };

async function start() {
  const stack = await startJobStack();
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const [old, current] = ['Old', 'Current'].map((name) => stack.sandbox.addLead({ name, contactIds: [contact.id] }).id);
  const stranger = stack.sandbox.addLead({ name: 'Of a stranger' }).id;
  await stack.work();
  stack.passTime(60_000);
  stack.sandbox.updateLeadByHand(current ?? 0, { price: 1 });
  stack.sandbox.forgetRequests();
  const account = Number((await stack.prisma.account.findFirstOrThrow()).kommoAccountId);
  const signedFor = (leadId: number, accountId = account) => ({
    kommo_lead: stack.leadTags.sign(leadId, accountId, stack.now()),
  });
  return { ...stack, old: old ?? 0, current: current ?? 0, stranger, signedFor, account };
}

async function pay(stack: JobStack, orderId: string, by: Buyer, tags?: Readonly<Record<string, string>>) {
  await stack.store([orderCompleted(orderId, by, stack.now(), tags === undefined ? {} : { tags })]);
  await stack.work();
}

const notesOn = (stack: JobStack, ...leads: number[]) => leads.map((id) => stack.sandbox.notesOf(id).length);

async function linksOf({ prisma }: JobStack) {
  const links = await prisma.customerLead.findMany({ orderBy: { since: 'asc' } });
  return links.map(({ leadId, reason, details }) => ({ leadId: Number(leadId), reason, details }));
}

test('a payment link paid with another e-mail lands on its lead, without a search', async () => {
  const stack = await start();
  await pay(stack, 'order-1', bookkeeper, stack.signedFor(stack.old));
  expect(notesOn(stack, stack.old, stack.current)).toEqual([1, 0]);
  expect(await linksOf(stack)).toMatchObject([{ leadId: stack.old, reason: 'tag', details: {} }]);
  expect(stack.sandbox.requests.filter(({ path }) => path.includes('/contacts'))).toEqual([]);
});

test('a payment link of another lead takes its own order there, and leaves the customer’s others', async () => {
  const stack = await start();
  await pay(stack, 'order-1', anna);
  expect(notesOn(stack, stack.old, stack.current)).toEqual([0, 1]);
  await pay(stack, 'order-2', anna, stack.signedFor(stack.old));
  expect(notesOn(stack, stack.old, stack.current)).toEqual([1, 1]);
  expect(await linksOf(stack)).toMatchObject([
    { leadId: stack.current, reason: 'email' },
    { leadId: stack.old, reason: 'tag' },
  ]);
  await pay(stack, 'order-3', anna, stack.signedFor(stack.current));
  expect(notesOn(stack, stack.old, stack.current)).toEqual([1, 2]);
});

test('two payment links of a new customer lead to two leads', async () => {
  const stack = await start();
  await stack.store([
    orderCompleted('order-1', bookkeeper, stack.now(), { tags: stack.signedFor(stack.old) }),
    orderCompleted('order-2', bookkeeper, stack.now(), { tags: stack.signedFor(stack.current) }),
  ]);
  await stack.work();
  expect(notesOn(stack, stack.old, stack.current)).toEqual([1, 1]);
});

test('an unmatched customer gets the lead of the link, with all waiting payments', async () => {
  const stack = await start();
  await pay(stack, 'order-1', bookkeeper);
  expect(await stack.prisma.customer.findFirstOrThrow()).toMatchObject({ matchState: 'unmatched' });
  await pay(stack, 'order-2', bookkeeper, stack.signedFor(stack.old));
  expect(notesOn(stack, stack.old)).toEqual([2]);
});

test('a forged tag is ignored and reported', async () => {
  const stack = await start();
  const [, signature] = stack.signedFor(stack.old).kommo_lead.split('.');
  const otherAccount = stack.signedFor(stack.stranger, stack.account + 1);
  await pay(stack, 'order-1', bookkeeper, { kommo_lead: `${stack.stranger}.${signature}` });
  await pay(stack, 'order-2', bookkeeper, otherAccount);
  expect(await linksOf(stack)).toEqual([]);
  const { match } = await stack.prisma.customer.findFirstOrThrow();
  expect(match).toMatchObject({ why: { params: { tagLead: stack.stranger, tagIgnored: 'forged' } } });
  await pay(stack, 'order-3', anna, otherAccount);
  expect(await linksOf(stack)).toMatchObject([
    { leadId: stack.current, reason: 'email', details: { tagLead: stack.stranger, tagIgnored: 'forged' } },
  ]);
  expect(notesOn(stack, stack.stranger, stack.old)).toEqual([0, 0]);
});

test('a forged tag of a known customer is checked once and reported on the link', async () => {
  const stack = await start();
  await pay(stack, 'order-1', anna);
  await pay(stack, 'order-2', anna, { kommo_lead: `${stack.stranger}.AAAA` });
  expect(notesOn(stack, stack.current, stack.stranger)).toEqual([2, 0]);
  expect(await linksOf(stack)).toMatchObject([
    { leadId: stack.current, reason: 'email', details: { tagLead: stack.stranger, tagIgnored: 'forged' } },
  ]);
  stack.sandbox.forgetRequests();
  await pay(stack, 'order-3', anna, { kommo_lead: `${stack.stranger}.AAAA` });
  expect(stack.sandbox.requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
    'POST notes',
  ]);
});

test('a bare lead id chooses among the leads of the e-mail’s owner, and nothing else', async () => {
  const stack = await start();
  await pay(stack, 'order-1', anna, { leadId: String(stack.old) });
  expect(notesOn(stack, stack.old, stack.current)).toEqual([1, 0]);
  await pay(stack, 'order-2', anna, { leadId: String(stack.stranger) });
  expect(notesOn(stack, stack.old, stack.current, stack.stranger)).toEqual([2, 0, 0]);
  await pay(stack, 'order-3', anna, { leadId: String(stack.current) });
  expect(notesOn(stack, stack.old, stack.current, stack.stranger)).toEqual([2, 1, 0]);
  await pay(stack, 'order-4', bookkeeper, { leadId: String(stack.old) });
  expect(notesOn(stack, stack.old, stack.current, stack.stranger)).toEqual([2, 1, 0]);
});

test('a link by hand outranks the payment link', async () => {
  const stack = await start();
  await pay(stack, 'order-1', bookkeeper);
  const { id: customerId } = await stack.prisma.customer.findFirstOrThrow();
  await stack.prisma.customerLead.create({
    data: { accountId: stack.accountId, customerId, leadId: stack.current, reason: 'hand', linkedBy: 1 },
  });
  await stack.prisma.customer.updateMany({ data: { matchState: 'linked', nextMatchAt: null } });
  await pay(stack, 'order-2', bookkeeper, stack.signedFor(stack.old));
  expect(notesOn(stack, stack.old, stack.current)).toEqual([0, 2]);
  expect(await linksOf(stack)).toMatchObject([
    { leadId: stack.current, details: { tagLead: stack.old, tagIgnored: 'hand' } },
  ]);
});

test('while Kommo is away the order waits instead of going to the customer’s other lead', async () => {
  const stack = await start();
  await pay(stack, 'order-1', anna);
  stack.passTime(60_000);
  const outage = stack.sandbox.faults.add({ kind: 'reset_before', times: Infinity });
  await pay(stack, 'order-2', anna, stack.signedFor(stack.old));
  outage.remove();
  await stack.workThroughFailures();
  expect(notesOn(stack, stack.old, stack.current)).toEqual([1, 1]);
});

test('a payment link’s tag used months later has no effect, and the card says why', async () => {
  const stack = await start();
  const madeAt = stack.now() - 100 * 86_400_000;
  await pay(stack, 'order-1', anna, { kommo_lead: stack.leadTags.sign(stack.stranger, stack.account, madeAt) });
  expect(notesOn(stack, stack.stranger, stack.current)).toEqual([0, 1]);
  expect(await linksOf(stack)).toMatchObject([
    { leadId: stack.current, reason: 'email', details: { tagLead: stack.stranger, tagIgnored: 'expired' } },
  ]);
});
