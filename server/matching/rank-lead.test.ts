import { expect, test } from 'vitest';
import { archived, contact, incoming, lead, lost, pipelines, won } from '../../testing/server/matching/kommo.ts';
import { among, type Case, emptyInput, outcomeOf } from '../../testing/server/matching/rank.ts';
import { leadState } from './choose-lead.ts';
import { rankMatch } from './rank.ts';
import type { MatchInput } from './rank-input.ts';

const whichLead: readonly Case[] = [
  ['the most recently changed', among(lead(5), lead(7), lead(6)), 'lead 7 by email of 1'],
  ['not the newer one that is won', among(lead(5), lead(7, won)), 'lead 5 by email of 1'],
  ['not the newer one that is lost', among(lead(5), lead(7, lost)), 'lead 5 by email of 1'],
  [
    'not one with a closing time in a stage of its own',
    among(lead(5), lead(7, { closed_at: 900 })),
    'lead 5 by email of 1',
  ],
  ['not the newer one that is deleted', among(lead(5), lead(7, { is_deleted: true })), 'lead 5 by email of 1'],
  ['not the newer one that is incoming', among(lead(5), lead(7, incoming)), 'lead 5 by email of 1'],
  ['not the newer one in an archived pipeline', among(lead(5), lead(7, archived)), 'lead 5 by email of 1'],
  [
    'one that Kommo no longer has',
    { ...among(lead(5)), contacts: [contact(1, { emails: ['anna@acme.example'], leads: [5, 7] })] },
    'lead 5 by email of 1',
  ],
  [
    'the later created of two changed in one second',
    among(lead(5, { updated_at: 9, created_at: 3 }), lead(6, { updated_at: 9, created_at: 2 })),
    'lead 5 by email of 1',
  ],
  [
    'the greater id of two alike',
    among(lead(5, { updated_at: 9 }), lead(6, { updated_at: 9 })),
    'lead 6 by email of 1',
  ],
  [
    'the one in the product’s pipeline',
    { ...among(lead(5, { pipeline_id: 2 }), lead(7)), productPipelineIds: [2] },
    'lead 5 by email of 1',
  ],
  [
    'the latest in the product’s pipeline',
    { ...among(lead(5, { pipeline_id: 2 }), lead(6, { pipeline_id: 2 }), lead(7)), productPipelineIds: [2] },
    'lead 6 by email of 1',
  ],
  [
    'an open one elsewhere before a later closed one in the product’s pipeline',
    { ...among(lead(5), lead(7, { pipeline_id: 2, ...won })), productPipelineIds: [2] },
    'lead 5 by email of 1',
  ],
  [
    'of closed ones that in the product’s pipeline',
    { ...among(lead(5, { pipeline_id: 2, ...won }), lead(7, won)), productPipelineIds: [2] },
    'lead 5 by email of 1',
  ],
  [
    'another pipeline’s when the product’s has none',
    { ...among(lead(5), lead(7, won)), productPipelineIds: [2] },
    'lead 5 by email of 1',
  ],
  [
    'an open one in the product’s pipeline before a later closed one there',
    { ...among(lead(5, { pipeline_id: 2 }), lead(7, { pipeline_id: 2, ...won })), productPipelineIds: [2] },
    'lead 5 by email of 1',
  ],
  ['a lead in an unknown pipeline', among(lead(5, { pipeline_id: 77 })), 'lead 5 by email of 1'],
  ['the latest closed one, when none is open', among(lead(5, won), lead(7, lost)), 'lead 7 by email of 1'],
  ['the closed one, when the other is only incoming', among(lead(5, won), lead(7, incoming)), 'lead 5 by email of 1'],
  [
    'none, when it is closed in an archived pipeline',
    among(lead(5, { ...archived, ...won })),
    'noOpenLead, 5 by email (archived)',
  ],
  ['none, when it is only incoming', among(lead(5, incoming)), 'noOpenLead, 5 by email (incoming)'],
  ['none, when it is archived', among(lead(5, archived)), 'noOpenLead, 5 by email (archived)'],
  ['none, when there is none', among(), 'noLead, no lead of 1 by email (none)'],
  ['none, when all are deleted', among(lead(5, { is_deleted: true })), 'noLead, no lead of 1 by email (none)'],
  [
    'not the one from which a person took the customer',
    { ...among(lead(5), lead(7)), removedLeadIds: [7] },
    'lead 5 by email of 1',
  ],
];

test.each(whichLead)('of several leads %s', (_what, input, outcome) => {
  expect(outcomeOf(input)).toBe(outcome);
});

test('where none is chosen, the reason names the contact', () => {
  const contacts = [contact(1, { name: 'Anna Schmidt', emails: ['anna@acme.example'] })];
  expect(rankMatch({ ...emptyInput, contacts })).toMatchObject({
    unmatched: { why: { code: 'noLead', params: { contact: 'Anna Schmidt', contactId: 1 } } },
  });
});

const sold = { pipeline_id: 2 };
const inPipeline = { productPipelineIds: [2] };

test.each<[string, Partial<MatchInput>, string]>([
  ['the only one', among(lead(5)), 'only 1'],
  ['the latest', among(lead(5), lead(6)), 'latest 2'],
  ['the only closed one', among(lead(5, won)), 'onlyClosed 1'],
  ['the latest closed one', among(lead(5, won), lead(6, lost)), 'latestClosed 2'],
  ['the only one in the product’s pipeline', { ...among(lead(5, sold), lead(6)), ...inPipeline }, 'onlyInPipeline 1'],
  [
    'the latest in the product’s pipeline',
    { ...among(lead(5, sold), lead(6, sold), lead(7)), ...inPipeline },
    'latestInPipeline 2',
  ],
  [
    'the only closed one in the product’s pipeline',
    { ...among(lead(5, { ...sold, ...won }), lead(6, won)), ...inPipeline },
    'onlyClosedInPipeline 1',
  ],
  [
    'the latest closed one in the product’s pipeline',
    { ...among(lead(5, { ...sold, ...won }), lead(6, { ...sold, ...lost }), lead(7, won)), ...inPipeline },
    'latestClosedInPipeline 2',
  ],
  ['the only one, all in the product’s pipeline', { ...among(lead(5, sold)), ...inPipeline }, 'only 1'],
  [
    'the only one, beside one elsewhere that was not accepted yet',
    { ...among(lead(5, sold), lead(6, incoming)), ...inPipeline },
    'only 1',
  ],
])('a lead is explained as %s', (_what, input, words) => {
  const outcome = rankMatch({ ...emptyInput, ...input });
  const details = 'match' in outcome ? outcome.match.details : {};
  expect(`${details.lead} ${details.equalLeads}`).toBe(words);
});

test.each([
  ['deleted', { ...won, is_deleted: true }],
  ['archived', { ...archived, ...won }],
  ['closed', won],
  ['incoming', incoming],
  ['open', {}],
])('a lead is %s first of all', (state, change) => {
  expect(leadState(lead(5, change), pipelines)).toBe(state);
});
