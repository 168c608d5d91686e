import { expect, test } from 'vitest';
import { checkAgainstAccount, checkAgainstProducts, type KnownInKommo } from './check-settings.ts';
import { readSettings } from './settings.ts';
import { archived, renewals, sales } from './testing/stages.ts';

const known: KnownInKommo = {
  pipelines: [sales, renewals, archived],
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
const task = (typeId: number) => rule({ task: { typeId, text: 'Call', dueInHours: 1 } });

test.each([
  [
    'a pipeline that is gone',
    { products: [{ sku: 'PRO-*', pipelineId: 9 }] },
    'products.0.pipelineId unknown_pipeline',
  ],
  ['an archived pipeline', { products: [{ sku: 'PRO-*', pipelineId: 3 }] }, 'products.0.pipelineId archived_pipeline'],
  ['a rule for a pipeline that is gone', rule({ pipelineId: 9 }), 'rules.0.pipelineId unknown_pipeline'],
  [
    'a stage of another pipeline',
    rule({ moveTo: { pipelineId: 1, statusId: 21 } }),
    'rules.0.moveTo.statusId unknown_stage',
  ],
  [
    'a stage that is not the rule’s pipeline’s',
    rule({ pipelineId: 1, moveTo: { statusId: 21 } }),
    'rules.0.moveTo.statusId unknown_stage',
  ],
  ['a stage of no pipeline', rule({ moveTo: { statusId: 77 } }), 'rules.0.moveTo.statusId unknown_stage'],
  ['the incoming stage', rule({ moveTo: { pipelineId: 1, statusId: 10 } }), 'rules.0.moveTo.statusId incoming_stage'],
  [
    'a move into an archived pipeline',
    rule({ moveTo: { pipelineId: 3, statusId: 142 } }),
    'rules.0.moveTo.pipelineId archived_pipeline',
  ],
  ['a task type that is gone', task(7), 'rules.0.task.typeId unknown_task_type'],
  ['a field that is gone', rule({ fields: [{ fieldId: 5, value: 'x' }] }), 'rules.0.fields.0.fieldId unknown_field'],
  ['a mirror into a field that is gone', { fields: { totalPaid: 5 } }, 'fields.totalPaid unknown_field'],
  ['a sum into a field for dates', { fields: { totalPaid: 1002 } }, 'fields.totalPaid wrong_field_type'],
])('%s is told beside its field', (_what, settings, problem) => {
  const problems = checkAgainstAccount(readSettings(settings), known);
  expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([problem]);
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

test('what the account has is accepted', () => {
  expect(checkAgainstAccount(readSettings(good), known)).toEqual([]);
  expect(checkAgainstProducts(readSettings(good), bought)).toEqual([]);
});

test('only the parts that are given are checked', () => {
  expect(checkAgainstAccount({ fields: readSettings({ fields: { status: 5 } }).fields }, known)).toHaveLength(1);
  expect(checkAgainstAccount({}, known)).toEqual([]);
});

test('a pattern that fits nothing bought so far is told beside its field', () => {
  const settings = readSettings({ products: [{ sku: 'BASIC-*', pipelineId: 1 }], ...rule({ sku: 'PLUS' }) });
  expect(checkAgainstProducts(settings, bought)).toEqual([
    { path: 'products.0.sku', code: 'fits_no_product', params: { sku: 'BASIC-*' } },
    { path: 'rules.0.sku', code: 'fits_no_product', params: { sku: 'PLUS' } },
  ]);
  expect(checkAgainstProducts(settings, [])).toEqual([]);
});
