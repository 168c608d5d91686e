import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addLead, invoicesOf, night, startInvoices, writesOf } from '../../testing/server/invoices/invoice-stack.ts';
import { hashPerson } from '../../testing/server/personal-data/guard.ts';
import { anna, buyer, orderCompleted, refunded } from '../../testing/server/sync/fastspring-events.ts';
import { laterSteps } from '../later-steps.ts';
import { runErasure } from '../personal-data/run-erasure.ts';
import { startErasure } from '../personal-data/start-erasure.ts';
import { findAccountsWithWork } from '../sync/sweep.ts';

test('an invoice is paid as its order is, follows a refund, another lead and an unlinking, and loses an erased payer', async () => {
  const stack = await startInvoices();
  const { sandbox, prisma, accountId } = stack;
  const { leadId, contactId } = addLead(stack);
  const at = stack.now();
  await stack.store([orderCompleted('order-1', anna, at)]);
  await stack.work();
  const paid = {
    name: 'FastSpring REF-order-1',
    leads: [leadId],
    BILL_STATUS: ['paid'],
    BILL_PRICE: [238],
    BILL_PAYMENT_DATE: [Math.floor(at / 1000)],
    PAYER: [{ entity_id: contactId, entity_type: 'contacts' }],
    ITEMS: [
      { description: 'Pro plan', sku: 'PRO-M', quantity: 2, unit_price: 100 },
      { description: 'Tax', sku: null, quantity: 1, unit_price: 38 },
    ],
  };
  expect(invoicesOf(stack)).toMatchObject([paid]);
  await stack.store([refunded('return-1', 'order-1', anna, stack.now())]);
  await stack.work();
  const { BILL_PAYMENT_DATE: _date, ...rest } = paid;
  expect(invoicesOf(stack)).toMatchObject([
    { ...rest, BILL_STATUS: ['created'], BILL_COMMENT: ['Refunded in full: €238.00'] },
  ]);
  expect(invoicesOf(stack)[0]).not.toHaveProperty('BILL_PAYMENT_DATE');

  const other = sandbox.addLead({ name: 'Renewal' });
  const [{ customerId } = { customerId: '' }] = await prisma.customerLead.findMany();
  await prisma.customerLead.create({ data: { accountId, customerId, leadId: other.id, reason: 'hand' } });
  await stack.work();
  expect(invoicesOf(stack)).toMatchObject([{ leads: [other.id] }]);
  await prisma.customerLead.updateMany({ data: { removedAt: new Date() } });
  await stack.work();
  expect(invoicesOf(stack)).toMatchObject([{ leads: [], BILL_STATUS: ['created'] }]);
  await prisma.customerLead.updateMany({ data: { removedAt: null } });
  await stack.work();
  expect(invoicesOf(stack)).toMatchObject([{ leads: [other.id] }]);

  // No more invoices are written, but a person is still erased from them.
  await stack.saveSettings({ invoices: 'off' });
  await prisma.customerLead.updateMany({ where: { leadId: { not: other.id } }, data: { removedAt: new Date() } });
  await stack.work();
  const erasure = await startErasure(prisma, hashPerson, { accountId, userId: null }, { email: anna.email });
  await runErasure(prisma, hashPerson, erasure);
  expect(await findAccountsWithWork(stack.database, laterSteps)).toEqual([accountId]);
  await stack.work();
  const [invoice] = invoicesOf(stack);
  expect(invoice).toMatchObject({ leads: [], BILL_STATUS: ['created'], BILL_PRICE: [238] });
  expect(invoice).not.toHaveProperty('PAYER');
  expect(await prisma.invoiceElement.findFirstOrThrow()).toMatchObject({ leadId: null, written: { payerId: null } });
  expect(await findAccountsWithWork(stack.database, laterSteps)).toEqual([]);
  expect(stack.errors).toEqual([]);
});

test('a hundred and twenty orders take three requests; switching off removes none, and on again duplicates none', async () => {
  const stack = await startInvoices();
  await stack.saveSettings({});
  const { leadId } = addLead(stack);
  await stack.store([orderCompleted('order-1', anna, stack.now())]);
  await stack.work();
  await stack.database.query(`INSERT INTO "orders" SELECT (jsonb_populate_record(o, jsonb_build_object('order_id', n))).*
    FROM "orders" o, generate_series(2, 120) n`);
  expect(writesOf(stack)).toHaveLength(0);
  await stack.saveSettings({ invoices: 'on' });
  expect(await findAccountsWithWork(stack.database, laterSteps)).toEqual([stack.accountId]);
  await stack.work();
  expect(writesOf(stack)).toHaveLength(3);
  expect(invoicesOf(stack)).toHaveLength(120);
  expect(new Set(invoicesOf(stack).flatMap(({ leads }) => leads))).toEqual(new Set([leadId]));
  await stack.saveSettings({ invoices: 'off' });
  await stack.store([refunded('return-1', 'order-1', anna, stack.now()), orderCompleted('order-x', anna, stack.now())]);
  await stack.work();
  expect(invoicesOf(stack)).toHaveLength(120);
  expect(writesOf(stack, 'PATCH')).toHaveLength(0);
  await stack.saveSettings({ invoices: 'on' });
  stack.passTime(night);
  await stack.work();
  expect(invoicesOf(stack)).toHaveLength(121);
  expect(writesOf(stack, 'PATCH')).toHaveLength(1);
  expect(await findAccountsWithWork(stack.database, laterSteps)).toEqual([]);
});

test('a person’s change is kept while the rest is updated, and an invoice deleted by a person is not created again', async () => {
  const stack = await startInvoices();
  const { sandbox, prisma } = stack;
  addLead(stack);
  const orders = ['order-1', 'order-2'].map((id) => orderCompleted(id, anna, stack.now()));
  await stack.store(orders);
  await stack.work();
  const [changed, deleted] = invoicesOf(stack);
  stack.passTime(60_000);
  const comment = { field_code: 'BILL_COMMENT', values: [{ value: 'Call before the renewal' }] };
  sandbox.changeElementByHand(changed?.id ?? 0, { name: 'Acme, first year', custom_fields_values: [comment] });
  sandbox.deleteElementByHand(deleted?.id ?? 0);
  stack.passTime(night);
  await stack.work();
  await stack.store([refunded('r-1', 'order-1', anna, stack.now()), refunded('r-2', 'order-2', anna, stack.now())]);
  await stack.work();
  expect(invoicesOf(stack)).toMatchObject([
    { name: 'Acme, first year', BILL_STATUS: ['created'], BILL_COMMENT: ['Call before the renewal'] },
  ]);
  const rows = await prisma.invoiceElement.findMany({ orderBy: { sourceId: 'asc' } });
  expect(rows.map(({ state, kept }) => [state, kept])).toEqual([
    ['done', ['name', 'comment']],
    ['deleted', []],
  ]);
  // Restored by hand, it is ours again.
  stack.passTime(60_000);
  sandbox.changeElementByHand(changed?.id ?? 0, { custom_fields_values: [{ ...comment, values: null }] });
  stack.passTime(night);
  await stack.work();
  expect(invoicesOf(stack)).toMatchObject([{ BILL_COMMENT: ['Refunded in full: €238.00'] }]);
});

test('an open payment link has an invoice that becomes paid, and a test order has none', async () => {
  const stack = await startInvoices();
  const { prisma, accountId } = stack;
  const { leadId } = addLead(stack);
  const id = randomUUID();
  const link = {
    ...{ id, accountId, leadId, token: 'token', kind: 'checkout', fastspringId: 'fs', url: 'https://x.example' },
    ...{ product: 'Pro plan', productPath: 'pro-plan', quantity: 2, email: anna.email, createdBy: 7 },
    createdAt: new Date(stack.now()),
  };
  await prisma.paymentLink.create({ data: link });
  await stack.work();
  const [open] = invoicesOf(stack);
  expect(open).toMatchObject({
    ...{ name: 'FastSpring · Pro plan × 2', leads: [leadId], BILL_STATUS: ['created'] },
    BILL_COMMENT: ['Payment link, not paid yet'],
  });
  const tags = { kommo_payment_link: id };
  const test = { ...orderCompleted('test', buyer(1), stack.now(), { tags }), live: false };
  await stack.store([{ ...test, data: { ...test.data, live: false } }]);
  await stack.store([orderCompleted('order-1', anna, stack.now(), { tags })]);
  await stack.work();
  const paid = {
    id: open?.id,
    name: 'FastSpring REF-order-1',
    leads: [leadId],
    BILL_STATUS: ['paid'],
    BILL_PRICE: [238],
  };
  expect(invoicesOf(stack)).toEqual([expect.objectContaining(paid)]);
  expect(invoicesOf(stack)[0]).not.toHaveProperty('BILL_COMMENT');
});
