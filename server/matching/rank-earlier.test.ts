import { describe, expect, test } from 'vitest';
import { contact, lead, won } from '../../testing/server/matching/kommo.ts';
import {
  among,
  by,
  type Case,
  emptyInput,
  five,
  linked,
  outcomeOf,
  signed,
} from '../../testing/server/matching/rank.ts';
import { matchByFormerContact } from './earlier-match.ts';
import { rankMatch } from './rank.ts';

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
    'payments keep their lead, regardless of the paying address',
    { customer: by('new@else.example'), leads: [five], links: [linked(5)] },
    'lead 5 by account of 1',
  ],
  [
    'a lead that was deleted is left for another',
    { ...among(lead(5, { is_deleted: true }), lead(7)), links: [linked(5)] },
    'lead 7 by email of 1',
  ],
  [
    'a lead that is gone is left for another',
    { ...among(lead(7)), links: [{ ...linked(5, true), contactId: null }] },
    'lead 7 by email of 1',
  ],
  [
    'of two leads the open one',
    { leads: [lead(5), lead(7, won)], links: [linked(7, false, 2), linked(5)] },
    'lead 5 by account of 1',
  ],
  [
    'of two leads the newer link',
    { leads: [lead(5), lead(7)], links: [linked(7), linked(5, false, 2)] },
    'lead 5 by account of 1',
  ],
  [
    'of two leads the one in the product’s pipeline',
    {
      leads: [lead(5, { pipeline_id: 2 }), lead(7)],
      links: [linked(7, false, 2), linked(5)],
      productPipelineIds: [2],
    },
    'lead 5 by account of 1',
  ],
  [
    'of two leads the open one, though only the closed one is in the product’s pipeline',
    { leads: [lead(5), lead(6, { ...won, pipeline_id: 2 })], links: [linked(5), linked(6)], productPipelineIds: [2] },
    'lead 5 by account of 1',
  ],
  [
    'of two leads linked at once the one made later',
    { leads: [lead(5), lead(7)], links: [linked(5), linked(7)] },
    'lead 7 by account of 1',
  ],
  [
    'of two leads the one that Kommo still has',
    { leads: [lead(5)], links: [linked(7, false, 2), linked(5)] },
    'lead 5 by account of 1',
  ],
  [
    'a link by hand outranks that of payments',
    { leads: [lead(5, won), lead(7)], links: [linked(5, true), linked(7, false, 2)] },
    'lead 5 by hand of 1',
  ],
  [
    'a link by hand outranks the signed tag',
    { leads: [lead(5), lead(7)], links: [linked(5, true)], tag: signed(7) },
    'lead 5 by hand of 1',
  ],
];

const replaced: readonly Case[] = [
  [
    'the merged lead of the same contact, though the address is another',
    {
      customer: by('new@else.example'),
      contacts: [contact(1, { emails: ['anna@acme.example'], leads: [5, 7] })],
      leads: [lead(7)],
      links: [linked(5)],
    },
    'lead 7 by account of 1',
  ],
  [
    'the merged lead by hand, though the address is another contact’s',
    {
      contacts: [
        contact(1, { emails: ['else@acme.example'], leads: [7] }),
        contact(2, { emails: ['anna@acme.example'], leads: [6] }),
      ],
      leads: [lead(6), lead(7)],
      links: [linked(5, true)],
    },
    'lead 7 by hand of 1',
  ],
  [
    'the lead of the address before that of the former contact',
    {
      contacts: [contact(1, { leads: [7] }), contact(2, { emails: ['anna@acme.example'], leads: [6] })],
      leads: [lead(6), lead(7)],
      links: [linked(5)],
    },
    'lead 6 by email of 2',
  ],
  [
    'the lead of the contact linked last, of several',
    {
      customer: by('new@else.example'),
      contacts: [contact(1, { leads: [7] }), contact(2, { leads: [6] })],
      leads: [lead(6), lead(7)],
      links: [linked(4), { ...linked(5, false, 2), contactId: 2 }],
    },
    'lead 6 by account of 2',
  ],
  [
    'the lead of the contact of the later lead, of two linked at once',
    {
      customer: by('new@else.example'),
      contacts: [contact(1, { leads: [7] }), contact(2, { leads: [6] })],
      leads: [lead(6), lead(7)],
      links: [linked(4), { ...linked(5), contactId: 2 }],
    },
    'lead 6 by account of 2',
  ],
  [
    'not a lead of the contact that is deleted too',
    {
      customer: by('new@else.example'),
      contacts: [contact(1, { leads: [7] })],
      leads: [lead(7, { is_deleted: true })],
      links: [linked(5)],
    },
    'nobody',
  ],
  [
    'nothing, when Kommo does not say which leads the contact has',
    {
      customer: by('new@else.example'),
      contacts: [{ ...contact(1), _embedded: undefined }],
      leads: [lead(7)],
      links: [linked(5)],
    },
    'nobody',
  ],
  [
    'not the lead from which a person took the customer',
    {
      customer: by('new@else.example'),
      contacts: [contact(1, { leads: [7] })],
      leads: [lead(7)],
      links: [linked(5)],
      removedLeadIds: [7],
    },
    'nobody',
  ],
  [
    'nothing, when the contact is gone too',
    {
      customer: by('new@else.example'),
      contacts: [contact(1, { leads: [7], deleted: true })],
      leads: [lead(7)],
      links: [linked(5)],
    },
    'nobody',
  ],
];

test('a lead that replaces another names the other, and its contact by number when that has no name', () => {
  const contacts = [contact(1, { name: '', leads: [7] })];
  const outcome = rankMatch({
    ...emptyInput,
    customer: by('new@else.example'),
    contacts,
    leads: [lead(7)],
    links: [linked(5)],
  });
  expect(outcome).toMatchObject({ match: { leadId: 7, details: { replaced: 5, contact: '#1' } } });
});

test('a lead that still exists is replaced by none', () => {
  const input = { ...emptyInput, ...among(lead(5), lead(7)), links: [linked(5)] };
  expect(matchByFormerContact(input, 'account')).toBeNull();
});

describe.each([
  ['instead of a lead that is gone', replaced],
  ['earlier', earlier],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, input, outcome) => {
    expect(outcomeOf(input)).toBe(outcome);
  });
});
