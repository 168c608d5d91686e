import { expect, test } from 'vitest';
import { addCustomer, purchase } from '../../../testing/sandbox/fastspring/index.ts';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import { eventsOf, verdict, weekOfSales } from '../../../testing/server/history/reconciliation/week-of-sales.ts';
import { createLeadFields } from '../../delivery/leads/create-lead-fields.ts';

const hour = 3_600_000;

test('leads and contacts created, merged or deleted in Kommo are noticed, and their customers are found again', async () => {
  const stack = await startReconciliationStack();
  const { sandbox, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  const { events } = purchase(stack.fastspring.store, {
    customer: addCustomer(stack.fastspring.store, { first: 'Jo', last: 'New', email: 'jo@new.example' }),
    lines: first.order.lines.map(({ product }) => ({ product, quantity: 1 })),
  });
  await stack.deliver(events);
  await stack.workThroughFailures();
  const notes = sandbox.notesOf(lead.id).length;
  stack.passTime(hour);
  const kept = sandbox.addLead({ name: 'Kept' });
  sandbox.mergeLeadsByHand(kept.id, lead.id);
  const jo = sandbox.addContact({ name: 'Jo', emails: ['jo@new.example'] });
  const josLead = sandbox.addLead({ contactIds: [jo.id] });
  await stack.compareAll();
  const found = await verdict(stack);
  expect(found).toMatchObject({ agrees: true, kommoChecked: true });
  expect(found.differences).toMatchObject([{ what: 'link', id: String(lead.id), cause: 'lead_gone', healed: true }]);
  const links = await prisma.customerLead.findMany({ where: { removedAt: null }, orderBy: { leadId: 'asc' } });
  expect(links.map(({ leadId }) => Number(leadId))).toEqual([kept.id, josLead.id]);
  // Notes written on the deleted lead are not repeated on the remaining one.
  expect(sandbox.notesOf(lead.id)).toHaveLength(notes);
  expect(sandbox.notesOf(kept.id)).toEqual([]);
});

test('after rows are lost and Kommo’s fields are edited by hand, the nightly run names every difference and repairs ours', async () => {
  const stack = await startReconciliationStack();
  const { sandbox, kommo, accountId, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const [lead, spared] = [sandbox.addLead({ contactIds: [contact.id] }), sandbox.addLead({ name: 'Other' })];
  const made = await createLeadFields(kommo.forAccount(accountId, 'interactive'), [
    { use: 'status', name: 'Status' },
    { use: 'totalPaid', name: 'Total paid' },
  ]);
  await stack.saveSettings({ fields: Object.fromEntries(made.map(({ use, fieldId }) => [use, fieldId])) });
  const { first, dollars, trial, renewal } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first, dollars, trial, renewal));
  await stack.workThroughFailures();
  const shown = () => sandbox.lead(lead.id).fields.map(({ field_name, values }) => [field_name, values[0]?.value]);
  const before = shown();
  const notes = sandbox.notesOf(lead.id).length;
  expect(before).not.toEqual([]);

  stack.passTime(hour);
  const [status] = made;
  const edited = [{ field_id: status?.fieldId ?? 0, values: [{ value: 'Very important' }] }];
  sandbox.updateLeadByHand(lead.id, { custom_fields_values: edited });
  sandbox.updateLeadByHand(spared.id, { custom_fields_values: edited });
  await prisma.order.deleteMany({ where: { orderId: { in: [first.order.id, renewal.order.id] } } });
  await prisma.subscription.deleteMany({ where: { subscriptionId: first.subscriptions[0]?.id ?? '' } });
  await stack.compareAll();

  const found = await verdict(stack);
  expect(found).toMatchObject({ agrees: true, differenceCount: 4, healedCount: 4, kommoChecked: true });
  expect(found.differences.map(({ what, id, cause }) => `${what} ${id} ${cause}`).sort()).toEqual(
    [
      `order ${first.order.id} ledger_lost`,
      `order ${renewal.order.id} ledger_lost`,
      `subscription ${first.subscriptions[0]?.id} ledger_lost`,
      `field ${lead.id} field_edited`,
    ].sort(),
  );
  expect(shown()).toEqual(before);
  expect(sandbox.notesOf(lead.id)).toHaveLength(notes);
  expect(sandbox.lead(spared.id).fields[0]?.values[0]?.value).toBe('Very important');
  await stack.compareAll();
  expect(await verdict(stack)).toMatchObject({ agrees: true, differences: [] });
});
