import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addLead, invoicesOf, night, startInvoices } from '../../testing/server/invoices/invoice-stack.ts';
import { endPauses } from '../../testing/server/kommo/kommo-stack.ts';
import { anna, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import { withMarker } from '../rules/planning/marker.ts';
import { elementKey } from './element-fields.ts';

test('each order has one invoice, after any interruption of the writing', async () => {
  const stack = await startInvoices();
  const { sandbox, prisma } = stack;
  addLead(stack);
  const order = (index: number) => orderCompleted(`order-${index}`, anna, stack.now());
  const elements = { method: 'POST', path: /\/elements/ };
  // Kommo has created it, and its answer is lost.
  sandbox.faults.add({ kind: 'reset_after', match: elements });
  await stack.store([order(1), order(2)]);
  await stack.work();
  // A change in the meantime does not bring the search forward to before Kommo may show it.
  const uncertain = { state: 'uncertain', nextAttempt: new Date(stack.now() + 200_000) };
  await prisma.invoiceElement.updateMany({ where: { state: 'uncertain' }, data: uncertain });
  await prisma.order.updateMany({ data: { reference: 'REF-changed' } });
  await prisma.account.updateMany({ data: { retryAt: null } });
  await stack.work();
  const rows = await prisma.invoiceElement.findMany();
  expect(rows.map(({ state, nextAttempt, wanted }) => ({ state, nextAttempt, wanted }))).toEqual(
    [1, 2].map(() => ({ ...uncertain, wanted: expect.objectContaining({ name: 'FastSpring REF-changed' }) })),
  );
  for (const index of [1, 2]) {
    const where = { accountId_orderId: { accountId: stack.accountId, orderId: `order-${index}` } };
    await prisma.order.update({ where, data: { reference: `REF-order-${index}` } });
  }
  await stack.workThroughFailures();
  stack.passTime(300_000);
  await stack.workThroughFailures();
  expect(invoicesOf(stack)).toHaveLength(2);
  // The process dies between Kommo's answer and the database.
  await stack.store([order(3)]);
  await stack.work();
  const third = { sourceId: 'order-3' };
  await prisma.invoiceElement.updateMany({
    where: third,
    data: { state: 'sending', elementId: null },
  });
  stack.passTime(60_000);
  await stack.work();
  expect(await prisma.invoiceElement.findFirstOrThrow({ where: third })).toMatchObject({ state: 'done' });
  expect(invoicesOf(stack)).toHaveLength(3);
  // Too many requests: the account pauses and then continues.
  const busy = sandbox.faults.add({ kind: 'text_429', match: { path: /elements/ } });
  await stack.store([order(4)]);
  await stack.work();
  expect([busy.hits(), invoicesOf(stack).length]).toEqual([1, 3]);
  await endPauses(prisma);
  stack.passTime(300_000);
  await stack.work();
  expect(invoicesOf(stack).map(({ name }) => name)).toEqual(
    [1, 2, 3, 4].map((index) => `FastSpring REF-order-${index}`),
  );
  // A database that has lost everything finds them again by their marks, one of them by the mark of its payment link.
  const [first] = sandbox.account().elements.values();
  const id = randomUUID();
  if (first !== undefined) first.name = withMarker('FastSpring', elementKey('payment_link', id));
  await prisma.order.update({
    where: { accountId_orderId: { accountId: stack.accountId, orderId: 'order-1' } },
    data: { details: { tags: { kommo_payment_link: id } } },
  });
  await prisma.invoiceElement.deleteMany();
  await prisma.invoiceList.deleteMany();
  await stack.work();
  expect(invoicesOf(stack)).toHaveLength(4);
  expect(stack.errors).toEqual([]);
});

test('a list may have no fields, currency or payer, or be missing altogether', async () => {
  const stack = await startInvoices();
  const { sandbox, prisma } = stack;
  const account = sandbox.account();
  const list = account.catalogs[1] ?? { id: 0, name: '', type: 'invoices' as const };
  const fields = account.catalogFields.get(list.id) ?? [];
  account.catalogFields.set(
    list.id,
    fields.filter(({ code }) => code !== 'BILL_COMMENT' && code !== 'ITEMS'),
  );
  const { contactId } = addLead(stack);
  const inDollars = orderCompleted('order-usd', anna, stack.now());
  await stack.store([
    orderCompleted('order-1', anna, stack.now()),
    { ...inDollars, data: { ...inDollars.data, currency: 'USD' } },
  ]);
  await stack.work();
  expect(invoicesOf(stack)).toMatchObject([
    { name: 'FastSpring REF-order-1', BILL_PRICE: [238] },
    { name: expect.stringContaining('FastSpring REF-order-usd · $238.00'), BILL_STATUS: ['paid'] },
  ]);
  expect(invoicesOf(stack)[1]).not.toHaveProperty('BILL_PRICE');

  // The payer's contact has just been deleted: the invoice is created without a payer.
  sandbox.deleteContactByHand(contactId);
  await stack.store([orderCompleted('order-2', anna, stack.now())]);
  await stack.workThroughFailures();
  expect(invoicesOf(stack)).toHaveLength(3);
  expect(invoicesOf(stack)[2]).not.toHaveProperty('PAYER');

  account.catalogs.splice(1, 1);
  await stack.store([orderCompleted('order-3', anna, stack.now())]);
  await stack.work();
  const problem = () => prisma.invoiceList.findFirst({ select: { problem: true } });
  expect(await problem()).toEqual({ problem: { code: 'no_invoices_list' } });
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ consecutiveFailures: 0 });
  // A new list starts from scratch.
  const made = { ...list, id: list.id + 100_000 };
  account.catalogs.push(made);
  account.catalogFields.set(made.id, fields);
  stack.passTime(night);
  await stack.work();
  expect(await problem()).toEqual({ problem: null });
  expect([...account.elements.values()].filter(({ catalogId }) => catalogId === made.id)).toHaveLength(4);
});
