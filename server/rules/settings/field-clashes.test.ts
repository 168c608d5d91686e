import { expect, test } from 'vitest';
import { findFieldClashes } from './field-clashes.ts';
import { readSettings } from './settings.ts';

const filling = (...fieldIds: readonly number[]) => ({
  on: 'order.completed',
  fields: fieldIds.map((fieldId) => ({ fieldId, value: '{reference}' })),
});

/** The paths at fault when these parts of the settings were changed. */
function clashes(stored: object, ...changed: readonly ('fields' | 'rules')[]) {
  const settings = readSettings(stored);
  const parts = Object.fromEntries(changed.map((part) => [part, settings[part]]));
  return findFieldClashes(settings, parts).map(({ path, code }) => `${path} ${code}`);
}

test('one field cannot show two things of the ledger', () => {
  const fields = { status: 1001, monthly: 1002, totalPaid: 1001 };
  expect(clashes({ fields }, 'fields')).toEqual(['fields.totalPaid field_used_twice']);
});

const both = { fields: { status: 1001, country: 1003 }, rules: [filling(1002), filling(1004, 1003)] };

test('a rule cannot fill a field that shows the ledger', () => {
  expect(clashes(both, 'rules')).toEqual(['rules.1.fields.1.fieldId field_used_twice']);
  expect(clashes(both, 'rules', 'fields')).toEqual(['rules.1.fields.1.fieldId field_used_twice']);
});

test('the ledger cannot be shown in a field that a saved rule fills', () => {
  expect(clashes(both, 'fields')).toEqual(['fields.country field_used_twice']);
});

test('an unchanged part is not at fault', () => {
  expect(clashes(both)).toEqual([]);
});

test('fields of their own, and parts without a field, do not clash', () => {
  const apart = { fields: { status: 1001, monthly: 1002 }, rules: [filling(1003), filling(1003)] };
  expect(clashes(apart, 'fields', 'rules')).toEqual([]);
});
