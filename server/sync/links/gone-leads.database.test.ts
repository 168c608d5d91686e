import { expect, test } from 'vitest';
import { anna, type Buyer, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { recheckLinks } from './recheck-links.ts';

const bookkeeper: Buyer = { accountId: 'account-books', email: 'books@else.example', first: 'Bo', last: 'LedgerRows' };

async function start() {
  const stack = await startJobStack();
  const { sandbox, prisma, kommo, accountId } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  await stack.work();
  stack.passTime(60_000);
  let orders = 0;
  const pay = async (by: Buyer = anna) => {
    orders += 1;
    await stack.store([orderCompleted(`order-${orders}`, by, stack.now())]);
    await stack.workThroughFailures();
    stack.passTime(60_000);
  };
  return {
    ...stack,
    contact,
    lead,
    pay,
    notesOn: (...leads: { id: number }[]) => leads.map(({ id }) => sandbox.notesOf(id).length),
    linksOf: async (email: string) => {
      const { id: customerId } = await prisma.customer.findFirstOrThrow({ where: { email } });
      const links = await prisma.customerLead.findMany({ where: { customerId, removedAt: null } });
      return links.map(({ leadId, reason, details, contactId, linkedBy }) => ({
        leadId: Number(leadId),
        contactId: Number(contactId),
        linkedBy: linkedBy === null ? null : Number(linkedBy),
        reason,
        details,
      }));
    },
    linkByHand: async (email: string, leadId: number, contactId: number) => {
      const { id: customerId } = await prisma.customer.findFirstOrThrow({ where: { email } });
      await prisma.customerLead.create({
        data: { accountId, customerId, leadId, contactId, reason: 'hand', linkedBy: 5 },
      });
      await prisma.customer.updateMany({
        where: { id: customerId },
        data: { matchState: 'linked', nextMatchAt: null },
      });
      await stack.work();
    },
    recheck: () =>
      recheckLinks(
        {
          prisma,
          kommo: kommo.forAccount(accountId, 'background'),
          now: stack.now,
          signal: AbortSignal.timeout(60_000),
        },
        accountId,
      ),
  };
}

test('a payment for a merged lead goes to the remaining lead, once', async () => {
  const stack = await start();
  const [sales] = stack.sandbox.account().pipelines;
  const statusId = sales?.statuses.find(({ name }) => name === 'Subscribed')?.id ?? 0;
  await stack.saveSettings({ rules: [{ on: 'order.completed', moveTo: { pipelineId: sales?.id, statusId } }] });
  await stack.pay();
  const kept = stack.sandbox.addLead({ name: 'Acme, again', contactIds: [stack.contact.id] });
  stack.sandbox.mergeLeadsByHand(kept.id, stack.lead.id);
  stack.passTime(60_000);
  await stack.pay();
  expect(stack.notesOn(stack.lead, kept)).toEqual([1, 1]);
  expect(stack.sandbox.lead(kept.id).status_id).toBe(statusId);
  expect(await stack.linksOf(anna.email)).toMatchObject([{ leadId: kept.id, reason: 'email' }]);
  expect(await stack.effectStates()).toEqual({ done: 4 });
  await stack.pay();
  expect(stack.notesOn(stack.lead, kept)).toEqual([1, 2]);
});

test('a failed note alone detects a deleted lead', async () => {
  const stack = await start();
  await stack.pay();
  const kept = stack.sandbox.addLead({ name: 'Acme, again', contactIds: [stack.contact.id] });
  stack.sandbox.deleteLeadByHand(stack.lead.id);
  await stack.pay();
  expect(stack.notesOn(stack.lead, kept)).toEqual([1, 1]);
  expect(await stack.effectStates()).toEqual({ done: 2 });
});

test('a link by hand stays by hand after a merge', async () => {
  const stack = await start();
  await stack.pay(bookkeeper);
  await stack.linkByHand(bookkeeper.email, stack.lead.id, stack.contact.id);
  expect(stack.notesOn(stack.lead)).toEqual([1]);
  const kept = stack.sandbox.addLead({ name: 'Acme, again', contactIds: [stack.contact.id] });
  stack.sandbox.mergeLeadsByHand(kept.id, stack.lead.id);
  expect(await stack.recheck()).toMatchObject({ leadsGone: [stack.lead.id] });
  await stack.work();
  expect(await stack.linksOf(bookkeeper.email)).toMatchObject([
    { leadId: kept.id, reason: 'hand', linkedBy: 5, details: { replaced: stack.lead.id, contact: 'Anna Schmidt' } },
  ]);
  await stack.pay(bookkeeper);
  expect(stack.notesOn(kept)).toEqual([1]);
});

test('without any lead left the payments wait for a person to choose one, and go there once', async () => {
  const stack = await start();
  await stack.pay();
  stack.sandbox.deleteContactByHand(stack.contact.id);
  stack.sandbox.deleteLeadByHand(stack.lead.id);
  await stack.pay();
  expect(await stack.linksOf(anna.email)).toEqual([]);
  expect(await stack.prisma.customer.findFirstOrThrow()).toMatchObject({ matchState: 'unmatched' });
  const other = stack.sandbox.addLead({ name: 'Other' });
  await stack.linkByHand(anna.email, other.id, stack.contact.id);
  expect(stack.notesOn(stack.lead, other)).toEqual([1, 1]);
});

test('a restored lead gets its customers back unchanged', async () => {
  const stack = await start();
  await stack.pay();
  const before = await stack.linksOf(anna.email);
  const lead = stack.sandbox.lead(stack.lead.id);
  lead.is_deleted = true;
  await stack.recheck();
  lead.is_deleted = false;
  await stack.work();
  expect(await stack.linksOf(anna.email)).toEqual(before);
});

test('a customer with a second lead keeps it while the first is gone', async () => {
  const stack = await start();
  await stack.pay();
  const second = stack.sandbox.addLead({ name: 'Second' });
  await stack.linkByHand(anna.email, second.id, stack.contact.id);
  stack.sandbox.deleteLeadByHand(stack.lead.id);
  await stack.recheck();
  await stack.pay();
  expect(stack.notesOn(second)).toEqual([1]);
  expect(await stack.linksOf(anna.email)).toMatchObject([{ leadId: second.id, reason: 'hand' }]);
});

test('when contacts are merged the payments stay, and the link gets the remaining one', async () => {
  const stack = await start();
  await stack.pay();
  const kept = stack.sandbox.addContact({ name: 'A. Schmidt' });
  stack.sandbox.mergeContactsByHand(kept.id, stack.contact.id);
  expect(await stack.recheck()).toEqual({ leadsGone: [], contactsGone: [stack.lead.id] });
  expect(await stack.linksOf(anna.email)).toMatchObject([
    { leadId: stack.lead.id, contactId: kept.id, reason: 'email', details: { contact: 'A. Schmidt' } },
  ]);
  expect(await stack.recheck()).toMatchObject({ contactsGone: [] });
});

test('when the contact is deleted the payments stay, and the link says so', async () => {
  const stack = await start();
  await stack.pay();
  stack.sandbox.deleteContactByHand(stack.contact.id);
  expect(await stack.recheck()).toMatchObject({ leadsGone: [], contactsGone: [stack.lead.id] });
  expect(await stack.linksOf(anna.email)).toMatchObject([{ leadId: stack.lead.id, details: { contactGone: true } }]);
  await stack.pay();
  expect(stack.notesOn(stack.lead)).toEqual([2]);
});

test('existing leads and contacts stay untouched, at two requests', async () => {
  const stack = await start();
  await stack.pay();
  const before = await stack.prisma.customerLead.findMany();
  stack.sandbox.forgetRequests();
  expect(await stack.recheck()).toEqual({ leadsGone: [], contactsGone: [] });
  expect(stack.sandbox.callCount()).toBe(2);
  expect(await stack.prisma.customerLead.findMany()).toEqual(before);
});
