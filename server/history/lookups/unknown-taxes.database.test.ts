import { expect, test } from 'vitest';
import { startReconciliationStack } from '../../../testing/server/history/reconciliation/reconciliation-stack.ts';
import { eventsOf, weekOfSales } from '../../../testing/server/history/reconciliation/week-of-sales.ts';
import { findAccountsWithUnknownTaxes, lookUpTaxes } from './unknown-taxes.ts';

const renewals = /^Renewal paid/;
const never = new AbortController().signal;

/** Anna's lead, and the week in which her renewal came without expansion. */
async function startWeek(withCredentials = true) {
  const stack = await startReconciliationStack();
  const { prisma, sandbox, fastspring, reconciling, accountId } = stack;
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ contactIds: [contact.id] });
  const sales = await weekOfSales(stack);
  if (!withCredentials) await prisma.account.updateMany({ data: { apiUsername: null, apiPassword: null } });
  await stack.deliver(eventsOf(sales.first));
  fastspring.store.expanded = false;
  const [charge, ...others] = sales.renewal.events.filter(({ type }) => type === 'subscription.charge.completed');
  if (charge === undefined || others.length > 0) throw new Error('A renewal is one charge');
  const { order, subscription } = Object(charge.data);
  const data = { ...Object(charge.data), order: order.id, subscription: subscription.id };
  await stack.deliver([{ ...charge, data }]);
  await stack.workThroughFailures();
  return {
    ...stack,
    order: sales.renewal.order,
    notes: () =>
      sandbox
        .notesOf(lead.id)
        .map(({ params }) => String(params.text))
        .filter((text) => renewals.test(text)),
    taxOf: async () => (await prisma.order.findFirst({ where: { orderId: sales.renewal.order.id } }))?.tax?.toFixed(),
    lookUp: () => lookUpTaxes(reconciling, accountId, never),
    due: () => findAccountsWithUnknownTaxes(prisma),
  };
}

test('a tax missing from all events is looked up immediately, and the note waits for it', async () => {
  const { notes, taxOf, lookUp, due, work, accountId } = await startWeek();
  expect(await taxOf()).toBeUndefined();
  expect(notes()).toEqual([]);
  expect(await due()).toEqual([accountId]);
  expect(await lookUp()).toEqual({ stored: 1 });
  await work();
  expect(await taxOf()).toBe('19');
  expect(notes()).toEqual([expect.stringContaining('Renewal paid: €119.00, incl. €19.00 tax')]);
  expect(await due()).toEqual([]);
});

test('without credentials the note does not wait and says that the tax is missing', async () => {
  const { notes, due } = await startWeek(false);
  expect(notes()).toEqual([expect.stringContaining('Renewal paid: €119.00, tax not reported by FastSpring')]);
  expect(await due()).toEqual([]);
});

test('an order missing from FastSpring is looked up once, and its note waits no longer', async () => {
  const { notes, lookUp, due, work, fastspring, order } = await startWeek();
  fastspring.store.orders.delete(order.id);
  expect(await lookUp()).toEqual({ stored: 0 });
  expect(await due()).toEqual([]);
  await work();
  expect(notes()).toEqual([expect.stringContaining('tax not reported by FastSpring')]);
});
