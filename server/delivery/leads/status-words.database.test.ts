import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import { eventsOf, weekOfSales } from '../../../testing/server/history/reconciliation/week-of-sales.ts';
import { createLeadFields } from './create-lead-fields.ts';

const migration = readFileSync(
  join(import.meta.dirname, '../../../prisma/migrations/20261201080000_status_words/migration.sql'),
  'utf8',
);

test.each([
  ['a former word of ours becomes today’s', 'Vencido', 'Paid'],
  ['a word that a person has entered stays', 'Important', 'Important'],
])('after the upgrade %s', async (_what, shownBefore, shownAfter) => {
  const stack = await startReconciliationStack();
  const { sandbox, kommo, accountId, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Anna', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  const asked = [{ use: 'status', name: 'Status' }] as const;
  const [field] = await createLeadFields(kommo.forAccount(accountId, 'interactive'), asked);
  const fieldId = field?.fieldId ?? 0;
  await stack.saveSettings({ fields: { status: fieldId } });
  const { first } = await weekOfSales(stack);
  await stack.deliver(eventsOf(first));
  await stack.workThroughFailures();
  const status = () => sandbox.lead(lead.id).fields.find(({ field_id }) => field_id === fieldId)?.values[0]?.value;
  expect(status()).toBe('Paid');

  const content = { kind: 'ledger_fields', values: [{ fieldId, value: 'Vencido' }] };
  await prisma.effect.updateMany({ where: { accountId, kind: 'ledger_fields' }, data: { content } });
  const entered = [{ field_id: fieldId, values: [{ value: shownBefore }] }];
  sandbox.updateLeadByHand(lead.id, { custom_fields_values: entered });
  await prisma.$executeRawUnsafe(migration);
  await stack.workThroughFailures();
  expect(status()).toBe(shownAfter);
});
