import { expect, test } from 'vitest';
import { selectedLeads } from './selected-leads.ts';

test.each<[what: string, answer: unknown, ids: readonly number[]]>([
  [
    'leads',
    {
      selected: [
        { id: 5, type: 'lead', emails: [] },
        { id: '7', type: 'lead' },
      ],
    },
    [5, 7],
  ],
  ['rows without a type', { selected: [{ id: 5 }] }, [5]],
  ['a lead twice, and others', { selected: [{ id: 5 }, { id: 5 }, { id: 6, type: 'contact' }, { id: 0 }, null] }, [5]],
  ['nothing', { selected: [] }, []],
  ['another shape', [{ id: 5 }], []],
  ['no answer', undefined, []],
])('%s', (_what, answer, ids) => {
  expect(selectedLeads(answer)).toEqual(ids);
});
