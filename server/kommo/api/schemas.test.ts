import { expect, test } from 'vitest';
import {
  accountSchema,
  companySchema,
  contactSchema,
  leadSchema,
  pipelineSchema,
  readableList,
  userSchema,
} from './schemas.ts';

const lead = { id: 4, status_id: 12, pipeline_id: 1, updated_at: 1_700_000_000 };

test('a value of an unexpected type is dropped alone', () => {
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
  expect(leadSchema.parse({ ...lead, price: 'much', created_at: null })).toMatchObject({
    ...lead,
    price: null,
    created_at: 0,
  });
});

test.each([
  ['an account', accountSchema, { id: 1, subdomain: 'demo' }],
  ['a contact', contactSchema, { id: 1 }],
  ['a company', companySchema, { id: 1 }],
  ['a lead', leadSchema, lead],
])('%s is read when its `_embedded` is PHP’s empty object', (_what, schema, item) => {
  expect(schema.parse({ ...item, _embedded: [] })).toMatchObject({ ...item, _embedded: null });
});

test.each([{ _embedded: [] }, { _embedded: null }, {}, { _embedded: { statuses: null } }])(
  'a pipeline with %j has no stages',
  (embedded) => {
    expect(pipelineSchema.parse({ id: 1, ...embedded })).toMatchObject({ id: 1, _embedded: { statuses: [] } });
  },
);

test.each(['status_id', 'pipeline_id', 'updated_at'])('a lead without a readable %s cannot be read', (field) => {
  expect(leadSchema.safeParse({ ...lead, [field]: null })).toMatchObject({ success: false });
});

test('a stage without a readable position is left out: it would look like the first', () => {
  const statuses = [
    { id: 11, sort: null },
    { id: 12, sort: 20 },
  ];
  expect(pipelineSchema.parse({ id: 1, _embedded: { statuses } })._embedded.statuses).toMatchObject([{ id: 12 }]);
});

const stageRight = { entity_type: 'leads', pipeline_id: 2, status_id: 20, rights: { view: 'D', edit: 'D' } };

test.each<[string, unknown]>([
  ['no list', 'all'],
  ['an entry that is none', [stageRight, null]],
  ['a pipeline in quotes', [{ ...stageRight, pipeline_id: '2' }]],
  ['a stage in quotes', [{ ...stageRight, status_id: '20' }]],
  ['a number for a right', [{ ...stageRight, rights: { view: 0 } }]],
  ['rights that are none', [{ ...stageRight, rights: 'D' }]],
  ['an unreadable entity', [{ ...stageRight, entity_type: 2 }]],
])('an unreadable right of a stage leaves no right at all: %s', (_what, status_rights) => {
  const rights = { is_active: true, leads: { view: 'A', edit: 'A' } };
  expect(userSchema.parse({ id: 1, name: 'Maya', rights: { ...rights, status_rights } }).rights).toBeNull();
  const readable = { ...rights, status_rights: [stageRight, { ...stageRight, rights: null }] };
  expect(userSchema.parse({ id: 1, name: 'Maya', rights: readable }).rights).toMatchObject(readable);
});

test('only items without an id are left out of a list', () => {
  const users = [{ id: 1, name: 'Maya' }, { name: 'nobody' }, null, 'x', { id: 2, name: 'Tomas', rights: 7 }];
  expect(readableList(userSchema).parse(users)).toEqual([
    { id: 1, name: 'Maya' },
    { id: 2, name: 'Tomas', rights: null },
  ]);
});
