import { expect, test } from 'vitest';
import { contact, incoming, lead, won } from '../../testing/server/matching/kommo.ts';
import {
  among,
  bare,
  ben,
  by,
  type Case,
  emptyInput,
  expired,
  five,
  forged,
  linked,
  outcomeOf,
  owner,
  signed,
} from '../../testing/server/matching/rank.ts';
import { rankMatch } from './rank.ts';
import type { MatchInput } from './rank-input.ts';

const tags: readonly Case[] = [
  [
    'signed, decides regardless of the paying address',
    { ...among(lead(5)), customer: by('new@else.example'), leads: [five, lead(7)], tag: signed(7) },
    'lead 7 by tag',
  ],
  [
    'signed, names the lead’s main contact',
    {
      leads: [lead(7, { _embedded: { tags: [], contacts: [{ id: 3 }, { id: 4, is_main: true }] } })],
      tag: signed(7),
    },
    'lead 7 by tag of 4',
  ],
  [
    'signed, names no contact of a lead without a main one',
    { leads: [lead(7, { _embedded: { tags: [], contacts: [{ id: 3 }] } })], tag: signed(7) },
    'lead 7 by tag',
  ],
  ['signed, decides for a closed lead', { leads: [lead(7, won)], tag: signed(7) }, 'lead 7 by tag'],
  [
    'signed, outranks the link of payments',
    { leads: [five, lead(7)], links: [linked(5)], tag: signed(7) },
    'lead 7 by tag',
  ],
  ['signed, of a lead that is gone', { ...among(lead(5)), tag: signed(7) }, 'lead 5 by email of 1'],
  [
    'signed, of a deleted lead',
    { ...among(lead(5)), leads: [five, lead(7, { is_deleted: true })], tag: signed(7) },
    'lead 5 by email of 1',
  ],
  [
    'signed, of a lead from which a person took the customer',
    { ...among(lead(5)), leads: [five, lead(7)], tag: signed(7), removedLeadIds: [7] },
    'lead 5 by email of 1',
  ],
  [
    'expired, decides nothing for a stranger',
    { ...among(lead(5)), leads: [five, lead(7)], tag: expired(7) },
    'lead 5 by email of 1',
  ],
  [
    'expired, chooses among the leads of the address',
    { ...among(lead(5), lead(7)), tag: expired(5) },
    'lead 5 by tag of 1',
  ],
  ['bare, chooses among the leads of the address', { ...among(lead(5), lead(7)), tag: bare(5) }, 'lead 5 by tag of 1'],
  [
    'bare, settles between two contacts of the address',
    {
      contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })],
      leads: [five, lead(6)],
      tag: bare(5),
    },
    'lead 5 by tag of 1',
  ],
  ['bare, of a stranger’s lead', { ...among(lead(5)), leads: [five, lead(7)], tag: bare(7) }, 'lead 5 by email of 1'],
  ['bare, when no contact has the address', { leads: [lead(7)], tag: bare(7) }, 'nobody'],
  ['bare, of a colleague’s lead', { contacts: [ben], leads: [lead(6)], tag: bare(6) }, 'onlyResembling, 6 by domain'],
  ['bare, of a closed lead', { ...among(lead(5), lead(7, won)), tag: bare(7) }, 'lead 7 by tag of 1'],
  ['bare, of an incoming lead', { ...among(lead(5), lead(7, incoming)), tag: bare(7) }, 'lead 5 by email of 1'],
  [
    'bare, outranks the link of payments when the address agrees',
    { ...among(lead(5), lead(7)), links: [linked(5)], tag: bare(7) },
    'lead 7 by tag of 1',
  ],
  [
    'bare, leaves the link of payments when it does not',
    { ...among(lead(5)), leads: [five, lead(7)], links: [linked(5)], tag: bare(7) },
    'lead 5 by account of 1',
  ],
  [
    'bare, with an equivalent address',
    { ...among(lead(5), lead(7)), customer: by('anna+shop@acme.example'), tag: bare(5) },
    'lead 5 by tag of 1',
  ],
  ['forged, of the own lead', { ...among(lead(5), lead(7)), tag: forged(5) }, 'lead 7 by email of 1'],
  [
    'forged, of a stranger’s lead',
    { ...among(lead(5)), leads: [five, lead(7)], tag: forged(7) },
    'lead 5 by email of 1',
  ],
  ['forged, when no contact has the address', { leads: [lead(7)], tag: forged(7) }, 'nobody'],
];

test.each(tags)('a tag, %s', (_what, input, outcome) => {
  expect(outcomeOf(input)).toBe(outcome);
});

test('an ignored tag is reported with the reason', () => {
  const ignoredTag = (input: Partial<MatchInput>) => {
    const outcome = rankMatch({ ...emptyInput, ...input });
    const { tagLead, tagIgnored } = 'match' in outcome ? outcome.match.details : outcome.unmatched.why.params;
    return tagLead === undefined ? 'nothing' : `${tagLead} ${tagIgnored}`;
  };
  const leads = [five, lead(7)];
  expect(ignoredTag({ ...among(lead(5)), tag: signed(5) })).toBe('nothing');
  expect(ignoredTag({ ...among(lead(5)), leads, tag: forged(7) })).toBe('7 forged');
  expect(ignoredTag({ ...among(lead(5)), tag: forged(5) })).toBe('5 forged');
  expect(ignoredTag({ ...among(lead(5)), leads, tag: expired(7) })).toBe('7 expired');
  expect(ignoredTag({ ...among(lead(5)), leads, tag: bare(7) })).toBe('7 stranger');
  expect(ignoredTag({ leads, tag: bare(7) })).toBe('7 stranger');
  expect(ignoredTag({ leads: [five], tag: signed(7) })).toBe('7 gone');
  expect(ignoredTag({ leads, tag: signed(7), removedLeadIds: [7] })).toBe('7 unlinked');
  expect(ignoredTag({ leads, links: [linked(5, true)], tag: signed(7) })).toBe('7 hand');
  expect(ignoredTag({ leads, links: [linked(7)], tag: bare(7) })).toBe('nothing');
});
