import { describe, expect, test } from 'vitest';
import { contact, lead, won } from './testing/kommo.ts';
import { among, ben, by, type Case, five, linked, outcomeOf, owner } from './testing/rank.ts';

const earlier: readonly Case[] = [
  [
    'payments keep their lead, though a newer one is open',
    { ...among(lead(5), lead(7)), links: [linked(5)] },
    'lead 5 by account of 1',
  ],
  [
    'payments keep their lead, closed',
    { ...among(lead(5, won), lead(7)), links: [linked(5)] },
    'lead 5 by account of 1',
  ],
  [
    'payments keep their lead, whatever address pays',
    { customer: by('new@else.example'), leads: [five], links: [linked(5)] },
    'lead 5 by account of 1',
  ],
  [
    'a lead that was deleted is left for another',
    { ...among(lead(5, { is_deleted: true }), lead(7)), links: [linked(5)] },
    'lead 7 by email of 1',
  ],
  ['a lead that is gone is left for another', { ...among(lead(7)), links: [linked(5, true)] }, 'lead 7 by email of 1'],
  [
    'of two leads the open one',
    { leads: [lead(5), lead(7, won)], links: [linked(5), linked(7, false, 2)] },
    'lead 5 by account of 1',
  ],
  [
    'of two leads the newer link',
    { leads: [lead(5), lead(7)], links: [linked(5, false, 2), linked(7)] },
    'lead 5 by account of 1',
  ],
  [
    'of two leads the one in the product’s pipeline',
    {
      leads: [lead(5, { pipeline_id: 2, ...won }), lead(7)],
      links: [linked(5), linked(7, false, 2)],
      productPipelineIds: [2],
    },
    'lead 5 by account of 1',
  ],
  [
    'a link by hand outranks that of payments',
    { leads: [lead(5, won), lead(7)], links: [linked(5, true), linked(7, false, 2)] },
    'lead 5 by hand of 1',
  ],
  [
    'a link by hand outranks the signed tag',
    { leads: [lead(5), lead(7)], links: [linked(5, true)], tag: { leadId: 7, verified: true } },
    'lead 5 by hand of 1',
  ],
];

const tags: readonly Case[] = [
  [
    'signed, decides whatever address pays',
    { ...among(lead(5)), customer: by('new@else.example'), leads: [five, lead(7)], tag: { leadId: 7, verified: true } },
    'lead 7 by tag',
  ],
  [
    'signed, names the lead’s main contact',
    {
      leads: [lead(7, { _embedded: { tags: [], contacts: [{ id: 3 }, { id: 4, is_main: true }] } })],
      tag: { leadId: 7, verified: true },
    },
    'lead 7 by tag of 4',
  ],
  ['signed, decides for a closed lead', { leads: [lead(7, won)], tag: { leadId: 7, verified: true } }, 'lead 7 by tag'],
  [
    'signed, outranks the link of payments',
    { leads: [five, lead(7)], links: [linked(5)], tag: { leadId: 7, verified: true } },
    'lead 7 by tag',
  ],
  ['signed, of a lead that is gone', { ...among(lead(5)), tag: { leadId: 7, verified: true } }, 'lead 5 by email of 1'],
  [
    'signed, of a deleted lead',
    { ...among(lead(5)), leads: [five, lead(7, { is_deleted: true })], tag: { leadId: 7, verified: true } },
    'lead 5 by email of 1',
  ],
  [
    'signed, of a lead from which a person took the customer',
    { ...among(lead(5)), leads: [five, lead(7)], tag: { leadId: 7, verified: true }, removedLeadIds: [7] },
    'lead 5 by email of 1',
  ],
  [
    'bare, chooses among the leads of the address',
    { ...among(lead(5), lead(7)), tag: { leadId: 5, verified: false } },
    'lead 5 by tag of 1',
  ],
  [
    'bare, settles between two contacts of the address',
    {
      contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })],
      leads: [five, lead(6)],
      tag: { leadId: 5, verified: false },
    },
    'lead 5 by tag of 1',
  ],
  [
    'bare, of a stranger’s lead',
    { ...among(lead(5)), leads: [five, lead(7)], tag: { leadId: 7, verified: false } },
    'lead 5 by email of 1',
  ],
  ['bare, when nobody has the address', { leads: [lead(7)], tag: { leadId: 7, verified: false } }, 'nobody'],
  [
    'bare, of a colleague’s lead',
    { contacts: [ben], leads: [lead(6)], tag: { leadId: 6, verified: false } },
    'onlyResembling, 6 by domain',
  ],
  [
    'bare, of a closed lead',
    { ...among(lead(5), lead(7, won)), tag: { leadId: 7, verified: false } },
    'lead 5 by email of 1',
  ],
];

describe.each([
  ['earlier', earlier],
  ['a tag', tags],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, input, outcome) => {
    expect(outcomeOf(input)).toBe(outcome);
  });
});
