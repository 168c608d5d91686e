import { expect, test } from 'vitest';
import { endPauses } from '../../../testing/server/kommo/kommo-stack.ts';
import { closePayments, expectOneLeadEach, sumOf } from '../../../testing/server/sync/close-payments.ts';
import { contactsOf, leadsOf, startCreating } from '../../../testing/server/sync/creating-stack.ts';
import { buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import type { JobStack } from '../../../testing/server/sync/job-stack.ts';
import { runAccount } from '../../../testing/server/sync/run-account.ts';
import { dateSeed } from '../../../testing/service/date-seed.ts';
import { laterSteps } from '../../later-steps.ts';
import { findAccountsWithWork } from '../sweep.ts';
import { wantLead } from './lead-creations.ts';

const jo = buyer(1);
const complex = { method: 'POST', path: /\/leads\/complex/ };

const creations = ({ prisma }: JobStack) => prisma.leadCreation.findMany();

test('two events that arrive together, of two FastSpring accounts with one address, make one lead', async () => {
  const stack = await startCreating();
  const again = { ...jo, accountId: 'account-again' };
  await stack.store([
    orderCompleted('order-1', jo, stack.now()),
    orderCompleted('order-2', jo, stack.now()),
    orderCompleted('order-3', again, stack.now()),
  ]);
  await stack.work();
  await stack.store([orderCompleted('order-4', { ...jo, accountId: 'account-late' }, stack.now())]);
  await stack.work();
  expect(leadsOf(stack)).toHaveLength(1);
  expect(contactsOf(stack)).toHaveLength(1);
  expect(stack.sandbox.notesOf(leadsOf(stack)[0]?.id ?? 0)).toHaveLength(4);
});

// `npm run test:faults` covers all hundred.
test('a new buyer’s payments in close succession get one lead immediately, at any timing', async () => {
  await expectOneLeadEach(closePayments.filter(({ rounds }) => (sumOf(rounds) + dateSeed) % 5 === 0));
});

test.each(['reset_after', 'reset_before', 'text_429'] as const)(
  'a lead whose answer was lost is searched for first (%s)',
  async (kind) => {
    const stack = await startCreating();
    stack.sandbox.faults.add({ kind, match: complex });
    await stack.store([orderCompleted('order-1', jo, stack.now())]);
    for (let run = 0; run < 6 && (await stack.prisma.customerLead.count()) === 0; run += 1) {
      await stack.work();
      await endPauses(stack.prisma);
      stack.passTime(300_000);
    }
    await stack.workThroughFailures();
    expect(leadsOf(stack)).toHaveLength(1);
    expect(contactsOf(stack)).toHaveLength(1);
    expect(stack.sandbox.notesOf(leadsOf(stack)[0]?.id ?? 0)).toHaveLength(1);
    expect(await creations(stack)).toMatchObject([{ state: 'done' }]);
  },
);

test('a lead is created with cents, or without if the account refuses them', async () => {
  for (const acceptsMinorUnits of [true, false]) {
    const stack = await startCreating({}, { sandbox: { accounts: [{ subdomain: 'demo', acceptsMinorUnits }] } });
    const order = orderCompleted('order-1', jo, stack.now());
    await stack.store([{ ...order, data: { ...order.data, total: 238.5, subtotal: 200.5 } }]);
    await stack.work();
    expect(leadsOf(stack)).toMatchObject([{ price: acceptsMinorUnits ? 238.5 : 239 }]);
    expect(await creations(stack)).toMatchObject([{ state: 'done' }]);
    expect(await stack.prisma.account.findFirst()).toMatchObject({ wholePrices: !acceptsMinorUnits });
  }
});

test('a process that died after Kommo made the lead leaves one lead', async () => {
  const stack = await startCreating();
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  // The state of the database after the request was sent and before its answer was read.
  const [lead] = leadsOf(stack);
  await stack.prisma.customerLead.deleteMany();
  await stack.prisma.leadCreation.updateMany({ data: { state: 'sending', leadId: null, doneAt: null } });
  await stack.prisma.customer.updateMany({
    data: {
      matchState: 'unmatched',
      match: { why: { code: 'nobody', params: { email: jo.email } }, candidates: [] },
    },
  });
  expect(await findAccountsWithWork(stack.database, laterSteps)).toEqual([stack.accountId]);
  await stack.work();
  expect(await creations(stack)).toMatchObject([{ state: 'uncertain' }]);
  stack.passTime(60_000);
  await stack.work();
  expect(leadsOf(stack)).toHaveLength(1);
  expect(await creations(stack)).toMatchObject([{ state: 'done', leadId: BigInt(lead?.id ?? 0) }]);
});

test('a contact without a lead gets a lead, and no second contact', async () => {
  const stack = await startCreating();
  const contact = stack.sandbox.addContact({ name: 'Jo', emails: [jo.email] });
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  expect(contactsOf(stack)).toHaveLength(1);
  expect(leadsOf(stack)).toMatchObject([{ contacts: [{ id: contact.id }] }]);
});

test('several matches, or history alone, create nothing', async () => {
  const stack = await startCreating();
  for (const name of ['Jo', 'Jo (old)']) stack.sandbox.addContact({ name, emails: [jo.email] });
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.store([orderCompleted('order-2', buyer(2), stack.now() - 86_400_000)], 'import');
  await stack.work();
  expect(leadsOf(stack)).toEqual([]);
  expect(await findAccountsWithWork(stack.database, laterSteps)).toEqual([]);
});

test('a lead that Kommo refuses fails with the reason, and is created when a person asks again', async () => {
  const stack = await startCreating();
  const body = { title: 'Bad Request', status: 400, detail: 'Not today' };
  stack.sandbox.faults.add({ kind: 'status', status: 400, body, match: complex });
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  expect(await creations(stack)).toMatchObject([{ state: 'failed', lastError: expect.any(String) }]);
  await stack.work();
  expect(leadsOf(stack)).toEqual([]);
  const email = (await creations(stack))[0]?.emailFolded ?? '';
  await wantLead(stack.prisma, stack.accountId, email, 7, stack.now());
  await wantLead(stack.prisma, stack.accountId, email, 7, stack.now());
  stack.passTime(1_000);
  await stack.work();
  expect(leadsOf(stack)).toHaveLength(1);
  expect(await stack.prisma.customerLead.findFirstOrThrow()).toMatchObject({ reason: 'created', linkedBy: 7n });
});

test('a lead that a person has unlinked is not created again automatically', async () => {
  const stack = await startCreating();
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  stack.sandbox.deleteLeadByHand(leadsOf(stack)[0]?.id ?? 0);
  await stack.prisma.customerLead.updateMany({ data: { removedAt: new Date(), removedBy: 7 } });
  await stack.prisma.customer.updateMany({ data: { matchState: 'new', nextMatchAt: new Date(stack.now()) } });
  stack.passTime(60_000);
  await stack.work();
  expect(leadsOf(stack).filter(({ is_deleted }) => !is_deleted)).toEqual([]);
  expect(await stack.prisma.customer.findFirstOrThrow()).toMatchObject({ matchState: 'unmatched' });
});

test('a new lead that is deleted in Kommo does not keep the job busy', async () => {
  const stack = await startCreating();
  const { prisma, accountId, sandbox, dependencies } = stack;
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  const leadId = leadsOf(stack)[0]?.id ?? 0;
  stack.passTime(60_000);
  sandbox.deleteLeadByHand(leadId);
  await prisma.kommoChange.create({ data: { accountId, entity: 'lead', entityId: leadId, gone: true } });
  const { more } = await runAccount(dependencies, accountId, AbortSignal.timeout(20_000));
  expect(more).toBe(false);
  expect(await prisma.customer.findFirstOrThrow()).toMatchObject({ matchState: 'unmatched' });
  expect(leadsOf(stack)).toHaveLength(1);
});

test('nothing is created unless the settings say so', async () => {
  const stack = await startCreating({ matching: {} });
  await stack.store([orderCompleted('order-1', jo, stack.now())]);
  await stack.work();
  expect(leadsOf(stack)).toEqual([]);
  expect(await creations(stack)).toEqual([]);
});
