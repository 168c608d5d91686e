import { expect } from 'vitest';
import type { Answer } from '../test-caller.ts';
import { leadInSales } from '../test-leads.ts';
import { test } from '../test-sandbox.ts';

const pathsOf = ({ status, body }: Answer) => [
  status,
  ...body['validation-errors'].flatMap(({ errors }: { errors: { code: string; path: string }[] }) =>
    errors.map(({ code, path }) => `${code} ${path}`),
  ),
];
const status = { field_code: 'BILL_STATUS', values: [{ enum_code: 'paid' }] };
const invoice = (...fields: object[]) => [{ name: 'Invoice 1', custom_fields_values: [status, ...fields] }];

test('an invoice is made, read back by id, changed field by field, and linked to a lead', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const list = sandbox.account().catalogs[1]?.id;
  const fields = (await call('GET', `/catalogs/${list}/custom_fields`)).body._embedded.custom_fields;
  expect(fields.map(({ code }: { code: string }) => code)).toContain('BILL_PRICE');
  const price = { field_code: 'BILL_PRICE', values: [{ value: 238.5 }] };
  const made = await call('POST', `/catalogs/${list}/elements`, [{ ...invoice(price)[0], request_id: 'mine' }]);
  const [element] = made.body._embedded.elements;
  expect(element).toMatchObject({ request_id: 'mine', name: 'Invoice 1' });
  await call('PATCH', `/catalogs/${list}/elements`, [
    { id: element.id, custom_fields_values: [{ field_code: 'BILL_STATUS', values: [{ enum_code: 'created' }] }] },
  ]);
  const read = (await call('GET', `/catalogs/${list}/elements?filter[id][]=${element.id}&filter[id][]=1`)).body;
  expect(read._embedded.elements[0].custom_fields_values).toMatchObject([
    { field_code: 'BILL_PRICE', values: [{ value: 238.5 }] },
    { field_code: 'BILL_STATUS', values: [{ value: 'Created', enum_code: 'created' }] },
  ]);
  const link = { to_entity_id: element.id, to_entity_type: 'catalog_elements' };
  expect(pathsOf(await call('POST', `/leads/${lead.id}/link`, [link]))).toEqual([
    400,
    'FieldMissing metadata.catalog_id',
    'FieldMissing metadata.quantity',
  ]);
  const whole = { ...link, metadata: { catalog_id: list, quantity: 1 } };
  await call('POST', `/leads/${lead.id}/link`, [whole]);
  await call('POST', `/leads/${lead.id}/link`, [whole]);
  expect((await call('GET', `/leads/${lead.id}/links`)).body._embedded.links).toContainEqual(whole);
  await call('POST', `/leads/${lead.id}/unlink`, [whole]);
  expect(sandbox.account().elementLinks).toEqual([]);
});

const refusedInvoices: readonly [string, object[], (string | number)[]][] = [
  ['without a status', [{ name: 'Invoice' }], [400, 'FieldMissing custom_fields_values']],
  ['without a name', [{ custom_fields_values: [status] }], [400, 'FieldMissing name']],
  [
    'with a field that the list lacks',
    invoice({ field_code: 'BILL_TOTAL', values: [] }),
    [400, 'NotSupportedChoice custom_fields_values.1.field_code'],
  ],
  [
    'with a choice that the field lacks',
    [{ name: 'x', custom_fields_values: [{ ...status, values: [{ enum_code: 'refunded' }] }] }],
    [400, 'NotSupportedChoice custom_fields_values.0.values.0'],
  ],
  ['with a key that Kommo lacks', [{ ...invoice()[0], currency: 'EUR' }], [400, 'FieldNotExpected currency']],
  [
    'with an unknown key in an item',
    invoice({ field_code: 'ITEMS', values: [{ value: { description: 'x', price: 1 } }] }),
    [400, 'FieldNotExpected custom_fields_values.1.values.0.value.price'],
  ],
  [
    'with an item that is a text',
    invoice({ field_code: 'ITEMS', values: [{ value: 'Pro plan' }] }),
    [400, 'InvalidValue custom_fields_values.1.values.0.value'],
  ],
  [
    'with a payer who does not exist',
    invoice({ field_code: 'PAYER', values: [{ value: { entity_id: 1, entity_type: 'contacts' } }] }),
    [400, 'NotSupportedChoice custom_fields_values.1.values.0.value.entity_id'],
  ],
];

test('an invoice is refused where it is wrong', async ({ sandbox, call }) => {
  const list = sandbox.account().catalogs[1]?.id;
  for (const [what, body, expected] of refusedInvoices) {
    const refused = pathsOf(await call('POST', `/catalogs/${list}/elements`, body));
    expect([what, ...refused]).toEqual([what, ...expected]);
  }
  expect(sandbox.account().elements.size).toBe(0);
});

test('fifty elements go in one request, and no more', async ({ sandbox, call }) => {
  const list = sandbox.account().catalogs[1]?.id;
  const some = (count: number) => Array.from({ length: count }, () => invoice()[0]);
  const write = (count: number) => call('POST', `/catalogs/${list}/elements`, some(count));
  expect([(await write(51)).status, (await write(50)).status]).toEqual([422, 200]);
  expect(sandbox.account().elements.size).toBe(50);
});
