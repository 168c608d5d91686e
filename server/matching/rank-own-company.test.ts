import { describe, expect, test } from 'vitest';
import { company, contact, incoming, lead, won } from '../../testing/server/matching/kommo.ts';
import {
  anna,
  annasOther,
  atAcme,
  ben,
  by,
  type Case,
  cara,
  emptyInput,
  five,
  link,
  outcomeOf,
} from '../../testing/server/matching/rank.ts';
import { rankMatch } from './rank.ts';

const atGmail = {
  customer: { email: 'anna@gmail.com', name: 'Anna', company: null },
  contacts: [contact(1, { emails: ['anna@gmail.com'], company: 21 })],
  companies: [company(21, 'Zeta', { leads: [6] })],
  leads: [lead(6)],
};

const ownCompany: readonly Case[] = [
  ['is suggested before the contact without a lead', atGmail, 'noLead, 6 by company, no lead of 1 by email (none)'],
  [
    'is suggested where domains do not count',
    { ...atGmail, byCompanyDomain: 'off' },
    'noLead, 6 by company, no lead of 1 by email (none)',
  ],
  ['is linked', { ...atGmail, ...link }, 'lead 6 by company'],
  [
    'is linked by an equivalent address',
    { ...atGmail, ...link, contacts: [contact(1, { emails: ['a.nna@gmail.com'], company: 21 })] },
    'lead 6 by company',
  ],
  [
    'is suggested where its lead is closed',
    { ...atGmail, ...link, leads: [lead(6, won)] },
    'noLead, 6 by company (closed), no lead of 1 by email (none)',
  ],
  [
    'is suggested where it has several open leads',
    { ...atGmail, ...link, companies: [company(21, 'Zeta', { leads: [6, 7] })], leads: [lead(6), lead(7)] },
    'noLead, 7 by company, 6 by company, no lead of 1 by email (none)',
  ],
  [
    'is suggested where contacts with the address belong to several companies',
    {
      ...{ ...atGmail, ...link },
      contacts: [1, 2].map((id) => contact(id, { emails: ['anna@gmail.com'], company: 20 + id })),
      companies: [company(21, 'Zeta', { leads: [6] }), company(22, 'Eta', {})],
    },
    'severalContacts, 6 by company, no lead of 1 by email (none), no lead of 2 by email (none), no lead of 22 by company (none)',
  ],
  [
    'is suggested where a colleague there has another open lead',
    {
      ...{ ...atGmail, ...link, customer: anna },
      contacts: [contact(1, { emails: ['anna@acme.example'], company: 21 }), atAcme(cara)],
      leads: [lead(6), lead(7)],
    },
    'noLead, 6 by company, 7 by domain, no lead of 1 by email (none)',
  ],
  [
    'is linked past open leads of colleagues of another company and of none',
    {
      ...{ ...atGmail, ...link, customer: anna },
      contacts: [
        contact(1, { emails: ['anna@acme.example'], company: 21 }),
        contact(3, { emails: ['cara@acme.example'], leads: [7], company: 22 }),
        contact(4, { emails: ['dora@acme.example'], leads: [8] }),
      ],
      leads: [lead(6), lead(7), lead(8)],
    },
    'lead 6 by company',
  ],
  [
    'without a lead gives way to the colleague of the payer’s name',
    {
      contacts: [contact(1, { emails: ['anna@acme.example'], company: 21 }), atAcme(ben), atAcme(annasOther)],
      companies: [company(21, 'Zeta')],
      leads: [lead(6), lead(8)],
      ...link,
    },
    'lead 8 by domain of 4',
  ],
  [
    'of another person at the provider does not count',
    { ...atGmail, ...link, customer: by('ben@gmail.com') },
    'nobody',
  ],
  [
    'does not count beside a lead of the contact',
    {
      ...atGmail,
      ...link,
      contacts: [contact(1, { emails: ['anna@gmail.com'], company: 21, leads: [5] })],
      leads: [five, lead(6)],
    },
    'lead 5 by email of 1',
  ],
  [
    'does not count beside a lead of the contact that was not accepted yet',
    {
      ...atGmail,
      ...link,
      contacts: [contact(1, { emails: ['anna@gmail.com'], company: 21, leads: [5] })],
      leads: [lead(5, incoming), lead(6)],
    },
    'noOpenLead, 5 by email (incoming)',
  ],
];

describe('the company of the payer’s own contact', () => {
  test.each(ownCompany)('%s', (_what, input, outcome) => {
    expect(outcomeOf(input)).toBe(outcome);
  });
});

test('a company without a name is named by its number', () => {
  const companies = [company(21, '', { leads: [6] })];
  expect(rankMatch({ ...emptyInput, ...atGmail, ...link, companies })).toMatchObject({
    match: { leadId: 6, details: { company: '#21', contact: 'Contact 1' } },
  });
});
