import { expect, test } from 'vitest';
import { contactSchema, leadSchema, readableList, userSchema } from './schemas.ts';

test('values of another type than Kommo’s cost nothing but themselves', () => {
  const contact = {
    id: 1,
    name: 5,
    updated_at: 'yesterday',
    is_deleted: null,
    custom_fields_values: [
      { field_id: 'x' },
      7,
      { field_id: 2, field_code: 'EMAIL', values: [{ value: 'a@b.example' }] },
    ],
    _embedded: { leads: [{ id: 'a' }, { id: 3 }], companies: 'none' },
  };
  expect(contactSchema.parse(contact)).toEqual({
    id: 1,
    name: null,
    updated_at: null,
    is_deleted: null,
    custom_fields_values: [{ field_id: 2, field_code: 'EMAIL', values: [{ value: 'a@b.example' }] }],
    _embedded: { leads: [{ id: 3 }], companies: [] },
  });
  expect(leadSchema.parse({ id: 4, price: 'much', status_id: null })).toMatchObject({
    id: 4,
    price: null,
    status_id: 0,
  });
});

test('what has no id is left out of a list, and nothing else', () => {
  const users = [{ id: 1, name: 'Maya' }, { name: 'nobody' }, null, 'x', { id: 2, name: 'Tomas', rights: 7 }];
  expect(readableList(userSchema).parse(users)).toEqual([
    { id: 1, name: 'Maya' },
    { id: 2, name: 'Tomas', rights: null },
  ]);
});
