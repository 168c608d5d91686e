import { expect, test } from 'vitest';
import { anna, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';
import { rematchChangedSince } from './rematch-changed.ts';

async function start() {
  const stack = await startJobStack();
  const { prisma, accountId } = stack;
  let orders = 0;
  return {
    ...stack,
    pay: async () => {
      orders += 1;
      await stack.store([orderCompleted(`order-${orders}`, anna, stack.now())]);
      await stack.work();
    },
    /** stores the changes like Kommo's webhook and runs the job */
    tell: async (entity: 'lead' | 'contact', entityId: number, gone: boolean) => {
      await prisma.kommoChange.create({ data: { accountId, entity, entityId, gone } });
      await stack.work();
    },
    links: () =>
      prisma.customerLead.findMany({ where: { removedAt: null }, select: { leadId: true, contactId: true } }),
  };
}

test('a new contact gets the unmatched payments at once', async () => {
  const { pay, tell, sandbox, links, prisma } = await start();
  await pay();
  expect(await links()).toEqual([]);
  const contact = sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  await tell('contact', contact.id, false);
  expect(await links()).toEqual([{ leadId: BigInt(lead.id), contactId: BigInt(contact.id) }]);
  expect(sandbox.notesOf(lead.id)).toHaveLength(1);
  expect(await prisma.kommoChange.count()).toBe(0);
});

test('a new colleague on another host of the company queues its customers for matching', async () => {
  const { pay, tell, sandbox, prisma } = await start();
  await pay();
  const contact = sandbox.addContact({ name: 'Ben', emails: ['ben@mail.acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  await tell('contact', contact.id, false);
  const { match } = await prisma.customer.findFirstOrThrow();
  expect(match).toMatchObject({ candidates: [{ leadId: lead.id, reason: 'domain' }] });
});

test('a lead that was accepted since gets them at night at the latest', async () => {
  const { pay, sandbox, links, work, kommo, accountId, prisma, now } = await start();
  const contact = sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  const { id } = sandbox.addLead({ contactIds: [contact.id] });
  sandbox.makeIncoming(id);
  await pay();
  expect(await links()).toEqual([]);
  sandbox.updateLeadByHand(id, { name: 'Accepted' });
  const dependencies = {
    prisma,
    kommo: kommo.forAccount(accountId, 'background'),
    now,
    signal: new AbortController().signal,
  };
  await rematchChangedSince(dependencies, accountId, now() + 60_000);
  await work();
  expect(await links()).toMatchObject([{ leadId: BigInt(id) }]);
});

test('a new lead of a known contact gets them too', async () => {
  const { pay, tell, sandbox, links } = await start();
  const contact = sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  await pay();
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  await tell('lead', lead.id, false);
  expect(await links()).toMatchObject([{ leadId: BigInt(lead.id) }]);
});

test('a merged lead’s payments move to the remaining lead', async () => {
  const { pay, tell, sandbox, links } = await start();
  const contact = sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  await pay();
  const kept = sandbox.addLead({ name: 'Kept' });
  sandbox.mergeLeadsByHand(kept.id, lead.id);
  await tell('lead', lead.id, true);
  expect(await links()).toMatchObject([{ leadId: BigInt(kept.id) }]);
});

test('a merged contact’s link gets the remaining one, and a false report changes nothing', async () => {
  const { pay, tell, sandbox, links } = await start();
  const contact = sandbox.addContact({ name: 'Anna', emails: [anna.email] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  await pay();
  await tell('contact', contact.id, true);
  await tell('lead', lead.id, true);
  expect(await links()).toEqual([{ leadId: BigInt(lead.id), contactId: BigInt(contact.id) }]);
  const kept = sandbox.addContact({ name: 'A. Schmidt' });
  sandbox.mergeContactsByHand(kept.id, contact.id);
  await tell('contact', contact.id, true);
  expect(await links()).toEqual([{ leadId: BigInt(lead.id), contactId: BigInt(kept.id) }]);
});

test('changes unrelated to payments cost no request', async () => {
  const { tell, sandbox, pay } = await start();
  sandbox.addLead({ contactIds: [sandbox.addContact({ name: 'Anna', emails: [anna.email] }).id] });
  await pay();
  const other = sandbox.addContact({ name: 'Another person', emails: ['else@other.example'] });
  sandbox.forgetRequests();
  await tell('contact', other.id, false);
  await tell('lead', 999, true);
  expect(sandbox.callCount()).toBe(0);
});
