import { expect, it } from 'vitest';
import { changedValues } from './describe-change.ts';

it('lists every changed value with its path, before and after', () => {
  const before = { matching: { byCompanyDomain: 'suggest' }, rules: [], fields: { status: null } };
  const after = { matching: { byCompanyDomain: 'link' }, rules: [{ on: 'order.completed' }], fields: { status: 71 } };
  expect(changedValues(before, after)).toEqual([
    { place: 'matching.byCompanyDomain', before: 'suggest', after: 'link' },
    { place: 'rules', before: '–', after: '[{"on":"order.completed"}]' },
    { place: 'fields.status', before: '–', after: '71' },
  ]);
});

it('describes the entries of a list where all of them can be', () => {
  const describe = (place: string, entry: unknown) => (entry === 'odd' ? null : `${place} ${entry}`);
  expect(changedValues({ rules: [] }, { rules: ['one', 'two'] }, describe)).toEqual([
    { place: 'rules', before: '–', after: 'rules one; rules two' },
  ]);
  expect(changedValues({ rules: [] }, { rules: ['one', 'odd'] }, describe)).toEqual([
    { place: 'rules', before: '–', after: '["one","odd"]' },
  ]);
});

it('shows added and removed values', () => {
  expect(changedValues(null, { customerId: 'x', removed: false })).toEqual([
    { place: 'customerId', before: '–', after: 'x' },
    { place: 'removed', before: '–', after: 'false' },
  ]);
  expect(changedValues({ customerId: 'x' }, null)).toEqual([{ place: 'customerId', before: 'x', after: '–' }]);
  expect(changedValues(null, null)).toEqual([]);
  expect(changedValues({ state: 'done', paused: false }, { state: 'undoing', paused: false })).toEqual([
    { place: 'state', before: 'done', after: 'undoing' },
  ]);
});
