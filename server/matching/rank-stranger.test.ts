import { expect, test } from 'vitest';
import { contact, lead } from '../../testing/server/matching/kommo.ts';
import { by, type Case, five, outcomeOf, owner } from '../../testing/server/matching/rank.ts';

const strangers: readonly Case[] = [
  [
    'a contact with the address as its name',
    {
      contacts: [contact(1, { name: 'anna@acme.example', emails: ['other@else.example'], leads: [5] })],
      leads: [five],
    },
    'nobody',
  ],
  [
    'a contact with the address in another field',
    { contacts: [contact(1, { notes: 'anna@acme.example', leads: [5] })], leads: [five] },
    'nobody',
  ],
  [
    'a contact with the address as a phone number',
    { contacts: [contact(1, { phones: ['anna@acme.example'], leads: [5] })], leads: [five] },
    'nobody',
  ],
  [
    'a phone that contains the digits of the address',
    {
      customer: by('4915112345@gmx.example'),
      contacts: [contact(1, { phones: ['+49 151 12345', '4915112345'], leads: [5] })],
      leads: [five],
    },
    'nobody',
  ],
  [
    'an address that ends like it',
    { contacts: [contact(1, { emails: ['joanna@acme.example'], leads: [5] })], leads: [five], byCompanyDomain: 'off' },
    'nobody',
  ],
  [
    'an address that begins like it',
    { contacts: [contact(1, { emails: ['anna@acme.example.org'], leads: [5] })], leads: [five] },
    'nobody',
  ],
  [
    'another top-level domain',
    { contacts: [contact(1, { emails: ['anna@acme.invalid'], leads: [5] })], leads: [five] },
    'nobody',
  ],
  [
    'a look-alike letter',
    { contacts: [contact(1, { emails: ['аnna@acme.example'], leads: [5] })], leads: [five], byCompanyDomain: 'off' },
    'nobody',
  ],
  [
    'dots, where they count',
    { customer: by('an.na@acme.example'), contacts: [owner], leads: [five], byCompanyDomain: 'off' },
    'nobody',
  ],
  [
    'a stranger beside the right contact',
    { contacts: [contact(2, { name: 'anna@acme.example', leads: [6] }), owner], leads: [five, lead(6)] },
    'lead 5 by email of 1',
  ],
  [
    'a deleted contact',
    { contacts: [contact(1, { emails: ['anna@acme.example'], leads: [5], deleted: true })], leads: [five] },
    'nobody',
  ],
  [
    'a lead that names another contact',
    {
      contacts: [contact(1, { emails: ['anna@acme.example'] })],
      leads: [lead(5, { _embedded: { tags: [], contacts: [{ id: 2 }] } })],
    },
    'noLead, no lead of 1 by email (none)',
  ],
  [
    'another person at Gmail',
    {
      customer: by('anna@gmail.com'),
      contacts: [contact(1, { emails: ['ben@gmail.com'], leads: [5] })],
      leads: [five],
    },
    'nobody',
  ],
  ['an empty account', {}, 'nobody'],
  [
    'no address from FastSpring',
    { customer: { email: null, name: null, company: null }, contacts: [owner], leads: [five] },
    'noEmail',
  ],
  ['an address that is none', { customer: by('anna'), contacts: [owner], leads: [five] }, 'noEmail'],
];

test.each(strangers)('a stranger: %s', (_what, input, outcome) => {
  expect(outcomeOf(input)).toBe(outcome);
});
