import { expect, test } from 'vitest';
import type { KommoLead } from '../kommo/api.ts';
import type { EffectContent } from '../rules/effect.ts';
import { foldLeadChanges } from './fold-lead-changes.ts';
import type { PendingLeadChange } from './pending-effect.ts';

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

test('what the lead has already is not sent', () => {
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

test('prices are rounded to whole units, half up', () => {
  expect(foldLeadChanges(lead, changes({ kind: 'price', price: '69.50', currency: 'EUR' }))?.price).toBe(70);
  expect(foldLeadChanges(lead, changes({ kind: 'price', price: '69.49', currency: 'EUR' }))?.price).toBe(69);
});
