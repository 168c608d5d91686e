import { describe, expect, test } from 'vitest';
import { contact, lead, won } from '../../testing/server/matching/kommo.ts';
import { ben, by, type Case, five, outcomeOf, owner } from '../../testing/server/matching/rank.ts';

const exactAddress: readonly Case[] = [
  ['the contact’s only lead', { contacts: [owner], leads: [five] }, 'lead 5 by email of 1'],
  ['letter case', { customer: by('Anna@ACME.Example'), contacts: [owner], leads: [five] }, 'lead 5 by email of 1'],
  [
    'letter case in Kommo',
    { contacts: [contact(1, { emails: ['ANNA@Acme.Example '], leads: [5] })], leads: [five] },
    'lead 5 by email of 1',
  ],
  [
    'a second address of the contact',
    { contacts: [contact(1, { emails: ['a@home.example', 'anna@acme.example'], leads: [5] })], leads: [five] },
    'lead 5 by email of 1',
  ],
  [
    'several addresses in one value',
    { contacts: [contact(1, { emails: ['a@home.example; anna@acme.example'], leads: [5] })], leads: [five] },
    'lead 5 by email of 1',
  ],
  [
    'an umlaut in the name',
    {
      customer: by('jürgen@acme.example'),
      contacts: [contact(1, { emails: ['JÜRGEN@acme.example'], leads: [5] })],
      leads: [five],
    },
    'lead 5 by email of 1',
  ],
  [
    'an umlaut written as two signs',
    {
      customer: by('ju\u0308rgen@acme.example'),
      contacts: [contact(1, { emails: ['jürgen@acme.example'], leads: [5] })],
      leads: [five],
    },
    'lead 5 by email of 1',
  ],
  [
    'an umlaut in the domain, punycode in Kommo',
    {
      customer: by('anna@müller.example'),
      contacts: [contact(1, { emails: ['anna@xn--mller-kva.example'], leads: [5] })],
      leads: [five],
    },
    'lead 5 by email of 1',
  ],
  [
    'punycode from FastSpring',
    {
      customer: by('anna@xn--mller-kva.example'),
      contacts: [contact(1, { emails: ['anna@Müller.example'], leads: [5] })],
      leads: [five],
    },
    'lead 5 by email of 1',
  ],
  [
    'a lead that names the contact, though the contact does not name it',
    {
      contacts: [contact(1, { emails: ['anna@acme.example'] })],
      leads: [lead(5, { _embedded: { tags: [], contacts: [{ id: 2 }, { id: 1, is_main: true }] } })],
    },
    'lead 5 by email of 1',
  ],
  [
    'a lead that names the contact, though Kommo does not say which leads the contact has',
    {
      contacts: [{ ...owner, _embedded: undefined }],
      leads: [lead(5, { _embedded: { tags: [], contacts: [{ id: 1 }] } })],
    },
    'lead 5 by email of 1',
  ],
];

const several: readonly Case[] = [
  [
    'contacts with one address that share the lead, whichever Kommo names first',
    {
      contacts: [contact(2, { emails: ['anna@acme.example'], leads: [5] }), owner],
      leads: [five],
    },
    'lead 5 by email of 1',
  ],
  [
    'contacts with one address; leads of the product’s pipeline are offered first',
    {
      contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6, 7] })],
      leads: [lead(5, { pipeline_id: 2 }), lead(6, { pipeline_id: 2 }), lead(7)],
      productPipelineIds: [2],
    },
    'severalContacts, 6 by email, 5 by email, 7 by email',
  ],
  [
    'contacts with one address',
    { contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })], leads: [five, lead(6)] },
    'severalContacts, 6 by email, 5 by email',
  ],
  [
    'contacts with one address, one without an open lead',
    { contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })], leads: [five, lead(6, won)] },
    'lead 5 by email of 1',
  ],
  [
    'contacts with one address, all leads closed',
    {
      contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })],
      leads: [lead(5, won), lead(6, won)],
    },
    'severalContacts, 6 by email (closed), 5 by email (closed)',
  ],
  [
    'contacts with one address that share the lead',
    { contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [5] })], leads: [five] },
    'lead 5 by email of 1',
  ],
  [
    'contacts with one address, one in the product’s pipeline',
    {
      contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })],
      leads: [five, lead(6, { pipeline_id: 2 })],
      productPipelineIds: [2],
    },
    'lead 6 by email of 2',
  ],
  [
    'contacts with one address, both in the product’s pipeline',
    {
      contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })],
      leads: [five, lead(6)],
      productPipelineIds: [1],
    },
    'severalContacts, 6 by email, 5 by email',
  ],
  [
    'contacts with one address, none with a lead',
    { contacts: [contact(1, { emails: ['anna@acme.example'] }), contact(2, { emails: ['anna@acme.example'] })] },
    'severalContacts, no lead of 1 by email (none), no lead of 2 by email (none)',
  ],
  [
    'contacts as likely; the one with a lead is offered first',
    {
      contacts: [
        contact(1, { emails: ['anna@acme.example'] }),
        contact(2, { emails: ['anna+x@acme.example'], leads: [6] }),
        contact(3, { emails: ['anna@acme.example'] }),
      ],
      leads: [lead(6, won)],
    },
    'severalContacts, 6 by alias (closed), no lead of 1 by email (none), no lead of 3 by email (none)',
  ],
  [
    'contacts, and a colleague with a lead before the owner without one',
    { contacts: [contact(1, { emails: ['anna@acme.example'] }), ben], leads: [lead(6)] },
    'noLead, 6 by domain, no lead of 1 by email (none)',
  ],
  [
    'exact beats equivalent',
    { contacts: [contact(2, { emails: ['anna+crm@acme.example'], leads: [6] }), owner], leads: [five, lead(6)] },
    'lead 5 by email of 1',
  ],
  [
    'equal exact ones are not settled by an equivalent one',
    {
      contacts: [
        owner,
        contact(2, { emails: ['anna@acme.example'], leads: [6] }),
        contact(3, { emails: ['anna+x@acme.example'], leads: [7] }),
      ],
      leads: [five, lead(6), lead(7)],
    },
    'severalContacts, 6 by email, 5 by email, 7 by alias',
  ],
];

const equivalent: readonly Case[] = [
  [
    'a label in FastSpring',
    { customer: by('anna+shop@acme.example'), contacts: [owner], leads: [five] },
    'lead 5 by alias of 1',
  ],
  [
    'a label in Kommo',
    { contacts: [contact(1, { emails: ['anna+crm@acme.example'], leads: [5] })], leads: [five] },
    'lead 5 by alias of 1',
  ],
  [
    'Gmail’s dots',
    {
      customer: by('anna.schmidt@gmail.com'),
      contacts: [contact(1, { emails: ['annaschmidt@gmail.com'], leads: [5] })],
      leads: [five],
    },
    'lead 5 by alias of 1',
  ],
  [
    'Gmail’s other domain',
    {
      customer: by('anna@googlemail.com'),
      contacts: [contact(1, { emails: ['Anna@Gmail.com'], leads: [5] })],
      leads: [five],
    },
    'lead 5 by alias of 1',
  ],
  [
    'an address that is all label',
    {
      customer: by('+shop@acme.example'),
      contacts: [contact(1, { emails: ['+crm@acme.example'], leads: [5] })],
      leads: [five],
      byCompanyDomain: 'off',
    },
    'nobody',
  ],
  [
    'two contacts',
    {
      customer: by('anna+shop@acme.example'),
      contacts: [owner, contact(2, { emails: ['anna+crm@acme.example'], leads: [6] })],
      leads: [five, lead(6)],
    },
    'severalLeads, 6 by alias, 5 by alias',
  ],
  [
    'no open lead',
    { customer: by('anna+shop@acme.example'), contacts: [owner], leads: [lead(5, won)] },
    'lead 5 by alias of 1',
  ],
];

describe.each([
  ['the exact address', exactAddress],
  ['several', several],
  ['an equivalent address', equivalent],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, input, outcome) => {
    expect(outcomeOf(input)).toBe(outcome);
  });
});
