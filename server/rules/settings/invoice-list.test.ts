import { expect, test } from 'vitest';
import { listWith } from '../../../testing/server/invoices/invoice-list.ts';
import { missingInvoiceFields, readInvoiceShape } from './invoice-list.ts';

test('the list and its fields are found by type and code', () => {
  expect(readInvoiceShape([listWith()])).toEqual({
    listId: 9,
    fields: {
      status: { id: 1, type: 'select' },
      price: { id: 2, type: 'numeric' },
      paidAt: { id: 3, type: 'date_time' },
      items: { id: 4, type: 'items' },
      payerId: { id: 5, type: 'linked_entity' },
      comment: { id: 6, type: 'textarea' },
    },
    statuses: { created: { enum_id: 101 }, paid: { enum_id: 102 }, partially_paid: { enum_id: 103 } },
  });
});

test.each([
  ['no list', [], 'no_invoices_list'],
  ['no status', [listWith(['BILL_PRICE'])], 'no_invoice_status'],
  ['a status without “created”', [listWith(['BILL_STATUS'], ['paid', 'other'])], 'no_invoice_status'],
  ['a status without “paid”', [listWith(['BILL_STATUS'], ['created', 'other'])], 'no_invoice_status'],
])('%s: nothing can be written', (_what, lists, code) => {
  expect(readInvoiceShape(lists)).toEqual({ code });
});

test('choices without codes from Kommo are named by the documented codes', () => {
  const shape = readInvoiceShape([listWith(['BILL_STATUS'], [null, null])]);
  expect(shape).toMatchObject({ statuses: { created: { enum_code: 'created' }, paid: { enum_code: 'paid' } } });
});

test('choices with a code are found by it, though people added one without', () => {
  const shape = readInvoiceShape([listWith(['BILL_STATUS'], ['created', null, 'paid'])]);
  expect(shape).toMatchObject({ statuses: { created: { enum_id: 101 }, paid: { enum_id: 103 } } });
});

test('a field that people added is not taken for one of Kommo’s of the same type', () => {
  const shape = readInvoiceShape([listWith(['NOTES', 'BILL_STATUS'])]);
  expect(shape).toMatchObject({ fields: { status: { id: 2, type: 'select' } } });
  expect('code' in shape ? null : Object.keys(shape.fields)).toEqual(['status']);
});

test('fields that were removed, or have become of another type, are named', () => {
  const { fields, ...list } = listWith(['BILL_STATUS', 'BILL_PRICE', 'ITEMS', 'PAYER', 'BILL_COMMENT']);
  const changed = {
    ...list,
    fields: fields.map((field) => (field.code === 'ITEMS' ? { ...field, type: 'text' } : field)),
  };
  const shape = readInvoiceShape([changed]);
  expect('code' in shape ? null : missingInvoiceFields(shape)).toEqual(['BILL_PAYMENT_DATE', 'ITEMS']);
});
