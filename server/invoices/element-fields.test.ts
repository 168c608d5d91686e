import { expect, test } from 'vitest';
import { listWith } from '../../testing/server/invoices/invoice-list.ts';
import { readInvoiceShape } from '../rules/settings/invoice-list.ts';
import { differentParts, fieldsToWrite, invoiceParts, markedName, partsToWrite } from './element-fields.ts';
import type { InvoiceValues } from './invoice-values.ts';
import { refusedPart } from './refused-part.ts';

const read = readInvoiceShape([listWith()]);
if ('code' in read) throw new Error(read.code);
const shape = read;
const row = { kind: 'order', sourceId: 'order-1' };
const values: InvoiceValues = {
  name: 'FastSpring BLU-1',
  status: 'paid',
  price: '238.50',
  paidAt: 1_700_000_000,
  items: [{ description: 'Pro plan', sku: 'PRO-M', quantity: 2, unitPrice: '100.25' }],
  payerId: 7,
  comment: 'Partly refunded',
};

const written = fieldsToWrite(values, invoiceParts, shape, 'Europe/Berlin');

/** As Kommo may show it: numbers as texts, choices by their labels, objects with Kommo's own additions. */
const element = {
  id: 5,
  name: markedName(values, 'order', 'order-1'),
  updated_at: 1,
  is_deleted: null,
  custom_fields_values: [
    { field_id: 1, values: [{ value: 'Paid', enum_id: 102, enum_code: 'paid' }] },
    { field_id: 2, values: [{ value: '238.5', enum_id: null, enum_code: null }] },
    { field_id: 3, values: [{ value: 1_700_000_000, enum_id: null, enum_code: null }] },
    {
      field_id: 4,
      values: [
        {
          value: {
            description: 'Pro plan',
            quantity: 2,
            unit_price: 100.25,
            sku: 'PRO-M',
            product_id: null,
            total_sum: 200.5,
          },
          enum_id: null,
          enum_code: null,
        },
      ],
    },
    { field_id: 5, values: [{ value: { entity_id: 7, name: 'Anna' }, enum_id: null, enum_code: null }] },
    { field_id: 6, values: [{ value: 'Partly refunded\r\n', enum_id: null, enum_code: null }] },
  ],
};
const differences = (changes: object) => differentParts({ ...element, ...changes }, values, row, shape, 'UTC');

test('each part goes into its field, numbers as numbers', () => {
  expect(written.map(({ field }) => field)).toEqual([
    { field_id: 1, values: [{ enum_id: 102 }] },
    { field_id: 2, values: [{ value: 238.5 }] },
    { field_id: 3, values: [{ value: 1_700_000_000 }] },
    { field_id: 4, values: [{ value: { description: 'Pro plan', sku: 'PRO-M', quantity: 2, unit_price: 100.25 } }] },
    { field_id: 5, values: [{ value: { entity_id: 7, entity_type: 'contacts' } }] },
    { field_id: 6, values: [{ value: 'Partly refunded' }] },
  ]);
});

test('an equal value in another form does not count as a person’s change', () => {
  expect(differences({})).toEqual([]);
});

test.each([
  ['name', { name: 'Acme' }],
  [
    'status',
    {
      custom_fields_values: element.custom_fields_values.with(0, {
        field_id: 1,
        values: [{ value: 'x', enum_id: 101, enum_code: 'created' }],
      }),
    },
  ],
  ['comment', { custom_fields_values: element.custom_fields_values.slice(0, 5) }],
])('another %s is one', (part, changes) => {
  expect(differences(changes)).toEqual([part]);
});

test('only differing parts are written, and no kept part', () => {
  const wanted = { ...values, price: '1', comment: null };
  expect(partsToWrite(wanted, values, ['comment'])).toEqual(['price']);
  expect(partsToWrite(wanted, null, ['comment'])).toHaveLength(6);
});

test.each([
  ['the payer', ['custom_fields_values.4.values.0.value.entity_id'], 'payerId'],
  ['the status', ['custom_fields_values.0.values.0'], null],
  ['a field and the status', ['custom_fields_values.4', 'custom_fields_values.0'], null],
  ['the name', ['name'], null],
  ['nothing', [], null],
])('an invoice goes without what Kommo refuses if it can: %s', (_what, paths, part) => {
  const problems = paths.map((path) => ({ requestId: null, code: 'x', path, detail: '' }));
  const sent = written.map(({ field }) => field);
  expect(refusedPart(problems, sent, shape)).toBe(part);
});
