import { expect, test } from 'vitest';
import { anna, orderCompleted } from '../../../testing/server/sync/fastspring-events.ts';
import { startJobStack } from '../../../testing/server/sync/job-stack.ts';

test('the note about a chargeback names the order and the payer, which its event does not', async () => {
  const stack = await startJobStack();
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const order = orderCompleted('order-1', anna, stack.now());
  await stack.store([order]);
  const chargeback = { order: 'order-1', processorCaseId: 'case-1', chargebackAmount: 238, currency: 'EUR' };
  await stack.store([
    { id: 'chargeback', type: 'chargeback.created', live: true, created: stack.now(), data: chargeback },
  ]);
  await stack.work();
  const { reference } = await stack.prisma.order.findFirstOrThrow();
  const texts = stack.sandbox.notesOf(lead.id).map(({ params }) => String(params.text));
  expect(reference).not.toBeNull();
  expect(texts.find((text) => text.startsWith('Chargeback'))).toContain(` · order ${reference} · ${anna.email} [fs:`);
});
