import { describe, expect, test } from 'vitest';
import type { KommoLead } from '../../kommo/api/api.ts';
import type { EffectContent } from '../../rules/planning/effect.ts';
import type { PendingLeadChange } from '../effects/pending-effect.ts';
import { foldLeadChanges } from './fold-lead-changes.ts';

const lead: KommoLead = {
  id: 152464,
  name: 'Acme',
  price: 100,
  status_id: 11,
  pipeline_id: 1,
  created_at: 1_700_000_000,
  updated_at: 1_700_000_000,
  custom_fields_values: [{ field_id: 1001, values: [{ value: 'paid' }] }],
  _embedded: { tags: [{ name: 'customer' }], contacts: [] },
};

function changes(...contents: readonly PendingLeadChange['content'][]): readonly PendingLeadChange[] {
  return contents.map((content: EffectContent & PendingLeadChange['content'], index) => ({
    accountId: 'account',
    id: `effect-${index}`,
    key: `fact-${index}|152464|${content.kind}`,
    factKey: `fact-${index}`,
    leadId: 152464,
    occurredAt: index,
    content,
    attempts: 0,
    sentAt: null,
  }));
}

const move = (pipelineId: number | null, statusId: number) =>
  ({ kind: 'move', pipelineId, statusId, reopen: false }) as const;

test('stage, price, tags and fields are one change', () => {
  const folded = foldLeadChanges(
    lead,
    changes(
      move(2, 142),
      { kind: 'price', price: '238.00', currency: 'EUR' },
      { kind: 'tags', tags: ['vip'] },
      { kind: 'fields', values: [{ fieldId: 1002, value: '99.00' }] },
    ),
  );
  expect(folded).toEqual({
    id: 152464,
    pipeline_id: 2,
    status_id: 142,
    price: 238,
    tags_to_add: [{ name: 'vip' }],
    custom_fields_values: [{ field_id: 1002, values: [{ value: '99.00' }] }],
  });
});

test('the last stage, price and value count, tags add up', () => {
  const folded = foldLeadChanges(
    lead,
    changes(
      move(1, 12),
      { kind: 'tags', tags: ['a', 'b'] },
      { kind: 'price', price: '1', currency: 'EUR' },
      move(1, 13),
      { kind: 'tags', tags: ['b', 'c'] },
      { kind: 'price', price: '2', currency: 'EUR' },
      { kind: 'fields', values: [{ fieldId: 1001, value: 'overdue' }] },
      { kind: 'fields', values: [{ fieldId: 1001, value: 'ended' }] },
    ),
  );
  expect(folded).toEqual({
    id: 152464,
    pipeline_id: 1,
    status_id: 13,
    price: 2,
    tags_to_add: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    custom_fields_values: [{ field_id: 1001, values: [{ value: 'ended' }] }],
  });
});

test('a move without a pipeline stays in the lead’s own, which is named', () => {
  expect(foldLeadChanges(lead, changes(move(null, 142)))).toEqual({ id: 152464, pipeline_id: 1, status_id: 142 });
});

test('values that the lead already has are not sent', () => {
  const folded = foldLeadChanges(
    lead,
    changes(
      move(null, 11),
      { kind: 'price', price: '100.00', currency: 'EUR' },
      { kind: 'tags', tags: ['customer'] },
      { kind: 'fields', values: [{ fieldId: 1001, value: 'paid' }] },
    ),
  );
  expect(folded).toBeNull();
});

test('prices keep their cents, and are compared with Kommo’s own where it shows them', () => {
  const price = (text: string) => changes({ kind: 'price', price: text, currency: 'EUR' });
  expect(foldLeadChanges(lead, price('69.90'))?.price).toBe(69.9);
  const withCents = { ...lead, price_with_minor_units: 100.5 };
  expect(foldLeadChanges(withCents, price('100.50'))).toBeNull();
  expect(foldLeadChanges(withCents, price('100.00'))?.price).toBe(100);
  expect(foldLeadChanges({ ...lead, price_with_minor_units: null }, price('100.00'))).toBeNull();
});

test('prices are rounded to whole units, half up, where Kommo takes no others', () => {
  const price = (text: string) => changes({ kind: 'price', price: text, currency: 'EUR' });
  expect(foldLeadChanges(lead, price('69.50'), 'whole')?.price).toBe(70);
  expect(foldLeadChanges(lead, price('69.49'), 'whole')?.price).toBe(69);
  expect(foldLeadChanges(lead, price('100.40'), 'whole')).toBeNull();
});

test('a stage of the same id in another pipeline is a move', () => {
  const won = { ...lead, status_id: 142 };
  expect(foldLeadChanges(won, changes(move(2, 142)))).toEqual({ id: 152464, pipeline_id: 2, status_id: 142 });
});

test('a lead that Kommo shows without tags gets its first', () => {
  const untagged = { ...lead, _embedded: undefined };
  expect(foldLeadChanges(untagged, changes({ kind: 'tags', tags: ['vip'] }))?.tags_to_add).toEqual([{ name: 'vip' }]);
});

describe('a field', () => {
  const showing = (...values: readonly unknown[]): KommoLead => ({
    ...lead,
    custom_fields_values: [{ field_id: 1001, values: values.map((value) => ({ value })) }],
  });
  const written = (shown: KommoLead, value: string | number | null) =>
    foldLeadChanges(shown, changes({ kind: 'fields', values: [{ fieldId: 1001, value }] }))?.custom_fields_values;

  test.each<[string, KommoLead, string | number | null, unknown]>([
    ['that shows the number as text is left alone', showing('238'), 238, undefined],
    ['that shows the number with decimals is left alone', showing('238.00'), 238, undefined],
    ['that shows another number is written', showing('237'), 238, [{ value: 238 }]],
    ['that shows other text is written, though it be the same number', showing('238'), '238.00', [{ value: '238.00' }]],
    ['that a person gave a second value is written', showing('paid', 'late'), 'paid', [{ value: 'paid' }]],
    ['that is not on the lead yet is written', { ...lead, custom_fields_values: [] }, 'paid', [{ value: 'paid' }]],
    ['is emptied', showing('paid'), null, null],
    ['that is empty is not emptied again', { ...lead, custom_fields_values: [] }, null, undefined],
  ])('%s', (_what, shown, value, values) => {
    expect(written(shown, value)).toEqual(values === undefined ? undefined : [{ field_id: 1001, values }]);
  });
});

describe('what the ledger shows', () => {
  const ledger = (value: string | null, unlessChanged?: string | null) =>
    ({
      kind: 'ledger_fields',
      values: [{ fieldId: 1001, value }],
      ...(unlessChanged === undefined ? {} : { unlessChanged: [{ fieldId: 1001, value: unlessChanged }] }),
    }) as const;

  test('outranks a rule, regardless of the order of facts', () => {
    const folded = foldLeadChanges(
      lead,
      changes(ledger('overdue'), { kind: 'fields', values: [{ fieldId: 1001, value: 'late' }] }),
    );
    expect(folded?.custom_fields_values).toEqual([{ field_id: 1001, values: [{ value: 'overdue' }] }]);
  });

  test('overwrites our own value, but not one that a person entered since', () => {
    expect(foldLeadChanges(lead, changes(ledger('ended', 'paid')))?.custom_fields_values).toEqual([
      { field_id: 1001, values: [{ value: 'ended' }] },
    ]);
    expect(foldLeadChanges(lead, changes(ledger('ended', 'overdue')))).toBeNull();
    expect(foldLeadChanges(lead, changes(ledger('ended', null)))).toBeNull();
  });

  test('is not written into a field that we never wrote to', () => {
    const never = { ...ledger('ended'), unlessChanged: [{ fieldId: 1002, value: 'paid' }] };
    expect(foldLeadChanges(lead, changes(never))).toBeNull();
  });
});
