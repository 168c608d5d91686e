import { expect, test } from 'vitest';
import { archived, renewals, sales } from '../../../testing/server/rules/stages.ts';
import { checkAgainstAccount, checkAgainstProducts, type KnownInKommo } from './check-settings.ts';
import { ledgerFields } from './ledger-fields.ts';
import { readSettings } from './settings.ts';

const known: KnownInKommo = {
  pipelines: [sales, renewals, archived],
  users: [
    { id: 7, name: 'Maya', rights: { is_active: true } },
    { id: 8, name: 'Tomas', rights: { is_active: false } },
  ],
  leadFields: [
    { id: 1001, name: 'Payments', type: 'text' },
    { id: 1002, name: 'Since', type: 'date' },
  ],
  taskTypes: [
    { id: 1, name: 'Follow-up' },
    { id: 2, name: 'Meeting' },
  ],
};
const bought = ['PRO-M', 'pro-monthly'];
const rule = (change: object) => ({ rules: [{ on: 'order.completed', ...change }] });
const responsible = (entry: object) => ({ responsible: [entry] });
const task = (typeId: number) => rule({ task: { typeId, text: 'Call', dueInHours: 1 } });

test.each<[string, object, string, object]>([
  [
    'a pipeline that is gone',
    { products: [{ sku: 'PRO-*', pipelineId: 9 }] },
    'products.0.pipelineId unknown_pipeline',
    { pipelineId: 9 },
  ],
  [
    'an archived pipeline',
    { products: [{ sku: 'PRO-*', pipelineId: 3 }] },
    'products.0.pipelineId archived_pipeline',
    { pipeline: 'Old' },
  ],
  [
    'a rule for a pipeline that is gone',
    rule({ pipelineId: 9 }),
    'rules.0.pipelineId unknown_pipeline',
    { pipelineId: 9 },
  ],
  [
    'a stage of another pipeline',
    rule({ moveTo: { pipelineId: 1, statusId: 21 } }),
    'rules.0.moveTo.statusId unknown_stage',
    { statusId: 21 },
  ],
  [
    'a stage that is not the rule’s pipeline’s',
    rule({ pipelineId: 1, moveTo: { statusId: 21 } }),
    'rules.0.moveTo.statusId unknown_stage',
    { statusId: 21 },
  ],
  [
    'a stage of no pipeline',
    rule({ moveTo: { statusId: 77 } }),
    'rules.0.moveTo.statusId unknown_stage',
    { statusId: 77 },
  ],
  [
    'the incoming stage',
    rule({ moveTo: { pipelineId: 1, statusId: 10 } }),
    'rules.0.moveTo.statusId incoming_stage',
    { stage: 'Incoming' },
  ],
  [
    'a move into an archived pipeline',
    rule({ moveTo: { pipelineId: 3, statusId: 142 } }),
    'rules.0.moveTo.pipelineId archived_pipeline',
    { pipeline: 'Old' },
  ],
  ['a user who is gone', responsible({ userIds: [7, 9] }), 'responsible.0.userIds unknown_user', { userId: 9 }],
  ['a buyers’ reader who is gone', { access: { buyers: [7, 9] } }, 'access.buyers unknown_user', { userId: 9 }],
  ['a user who left', responsible({ userIds: [8] }), 'responsible.0.userIds inactive_user', { user: 'Tomas' }],
  [
    'a pipeline of new leads that is gone',
    responsible({ pipelineId: 9, userIds: [7] }),
    'responsible.0.pipelineId unknown_pipeline',
    { pipelineId: 9 },
  ],
  ['a task type that is gone', task(7), 'rules.0.task.typeId unknown_task_type', { typeId: 7 }],
  [
    'a field that is gone',
    rule({ fields: [{ fieldId: 5, value: 'x' }] }),
    'rules.0.fields.0.fieldId unknown_field',
    { fieldId: 5 },
  ],
  [
    'a mirror into a field that is gone',
    { fields: { totalPaid: 5 } },
    'fields.totalPaid unknown_field',
    { fieldId: 5 },
  ],
  [
    'a sum into a field for dates',
    { fields: { totalPaid: 1002 } },
    'fields.totalPaid wrong_field_type',
    { field: 'Since', type: 'date', accepted: 'numeric, monetary, text, textarea' },
  ],
])('%s is reported beside its field, by name', (_what, settings, problem, params) => {
  const problems = checkAgainstAccount(readSettings(settings), known);
  expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([problem]);
  expect(problems[0]?.params).toEqual(params);
});

const types = ['text', 'textarea', 'numeric', 'monetary', 'date', 'date_time', 'checkbox', 'select'];
const fieldsOfEachType = types.map((type, index) => ({ id: index + 1, name: type, type }));

test.each([
  ['status', 'text textarea'],
  ['monthly', 'text textarea numeric monetary'],
  ['nextChargeAt', 'date date_time'],
  ['totalPaid', 'text textarea numeric monetary'],
  ['lastPaymentAt', 'date date_time'],
  ['subscriptionId', 'text textarea'],
  ['country', 'text textarea'],
])('%s can be shown in a field of the type %s', (use, accepted) => {
  const taken = fieldsOfEachType.filter(({ id }) => {
    const settings = readSettings({ fields: { [use]: id } });
    return checkAgainstAccount(settings, { ...known, leadFields: fieldsOfEachType }).length === 0;
  });
  expect(taken.map(({ type }) => type).join(' ')).toBe(accepted);
});

test('a field created in an account is found again: its code and type stay', () => {
  expect(Object.entries(ledgerFields).map(([use, { code, type }]) => `${use} ${code} ${type}`)).toEqual([
    'status FASTSPRING_STATUS text',
    'monthly FASTSPRING_MONTHLY numeric',
    'nextChargeAt FASTSPRING_NEXT_CHARGE date_time',
    'totalPaid FASTSPRING_TOTAL_PAID numeric',
    'lastPaymentAt FASTSPRING_LAST_PAYMENT date_time',
    'subscriptionId FASTSPRING_SUBSCRIPTION text',
    'country FASTSPRING_COUNTRY text',
  ]);
});

const good = {
  products: [{ sku: 'pro-*', pipelineId: 1 }],
  rules: [
    {
      on: 'order.completed',
      sku: 'PRO-M',
      pipelineId: 2,
      moveTo: { pipelineId: 1, statusId: 13 },
      fields: [{ fieldId: 1001, value: 'x' }],
    },
    { on: 'order.completed', moveTo: { statusId: 21 } },
    { on: 'order.completed', moveTo: { statusId: 142 }, task: { typeId: 2, text: 'Call', dueInHours: 1 } },
  ],
  fields: { status: 1001 },
};

test('existing objects of the account are accepted', () => {
  expect(checkAgainstAccount(readSettings(good), known)).toEqual([]);
  expect(checkAgainstProducts(readSettings(good), bought)).toEqual([]);
});

test('only the given parts are checked', () => {
  expect(checkAgainstAccount({ fields: readSettings({ fields: { status: 5 } }).fields }, known)).toHaveLength(1);
  expect(checkAgainstAccount({}, known)).toEqual([]);
  expect(checkAgainstProducts({}, bought)).toEqual([]);
});

test('a pattern that matches nothing bought so far is reported beside its field', () => {
  const settings = readSettings({ products: [{ sku: 'BASIC-*', pipelineId: 1 }], ...rule({ sku: 'PLUS' }) });
  expect(checkAgainstProducts(settings, bought)).toEqual([
    { path: 'products.0.sku', code: 'fits_no_product', params: { sku: 'BASIC-*' } },
    { path: 'rules.0.sku', code: 'fits_no_product', params: { sku: 'PLUS' } },
  ]);
  expect(checkAgainstProducts(settings, [])).toEqual([]);
});
