import { describe, expect, test } from 'vitest';
import { company, contact, lead } from '../../testing/server/matching/kommo.ts';
import {
  anna,
  annasOther,
  atAcme,
  ben,
  by,
  type Case,
  cara,
  link,
  outcomeOf,
} from '../../testing/server/matching/rank.ts';

const colleagues: readonly Case[] = [
  ['are suggested', { contacts: [ben], leads: [lead(6)] }, 'onlyResembling, 6 by domain'],
  ['are left alone where the settings say so', { contacts: [ben], leads: [lead(6)], byCompanyDomain: 'off' }, 'nobody'],
  [
    'at a free provider are none',
    {
      customer: by('anna@gmx.example'),
      contacts: [contact(2, { emails: ['ben@gmx.example'], leads: [6] })],
      leads: [lead(6)],
    },
    'nobody',
  ],
  [
    'at gmail.com are none, even if Kommo has it as a company',
    {
      customer: { ...by('anna@gmail.com'), company: null },
      companies: [company(9, 'Gmail', { web: 'https://gmail.com', leads: [6] })],
      leads: [lead(6)],
      ...link,
    },
    'nobody',
  ],
  [
    'with a company in Kommo are linked where the settings say so',
    { contacts: [atAcme(ben)], leads: [lead(6)], ...link },
    'lead 6 by domain of 2',
  ],
  [
    'with a company in Kommo are linked past the payer’s own contact without a lead',
    { contacts: [contact(1, { emails: ['anna@acme.example'] }), atAcme(ben)], leads: [lead(6)], ...link },
    'lead 6 by domain of 2',
  ],
  [
    'are only suggested where the payer’s own contact, though without a lead, is of another company',
    {
      contacts: [contact(1, { emails: ['anna@acme.example'], company: 99 }), atAcme(ben)],
      leads: [lead(6)],
      ...link,
    },
    'noLead, 6 by domain, no lead of 1 by email (none)',
  ],
  [
    'of no company are suggested, regardless of the settings',
    { contacts: [ben], leads: [lead(6)], ...link },
    'onlyResembling, 6 by domain',
  ],
  [
    'with an unknown company in Kommo are suggested',
    {
      contacts: [{ ...ben, _embedded: undefined }],
      leads: [lead(6, { _embedded: { tags: [], contacts: [{ id: 2 }] } })],
      ...link,
    },
    'onlyResembling, 6 by domain',
  ],
  [
    'of the same name, but of no company, are suggested too',
    { contacts: [annasOther], leads: [lead(8)], ...link },
    'onlyResembling, 8 by domain',
  ],
  [
    'with and without a company are suggested',
    { contacts: [atAcme(ben), cara], leads: [lead(6)], ...link },
    'onlyResembling, 6 by domain, no lead of 3 by domain (none)',
  ],
  [
    'without a company are linked when a company’s web site has the domain',
    { contacts: [ben], companies: [company(9, 'Acme', { web: 'acme.example' })], leads: [lead(6)], ...link },
    'lead 6 by domain of 2',
  ],
  [
    'of another company than the web site’s are suggested',
    { contacts: [atAcme(ben)], companies: [company(9, 'Acme', { web: 'acme.example' })], leads: [lead(6)], ...link },
    'onlyResembling, 6 by domain, no lead of 9 by domain (none)',
  ],
  [
    'of two companies do not count, even if the domain is missing from the lists',
    {
      contacts: [
        contact(2, { emails: ['ben@acme.example'], leads: [6], company: 21 }),
        contact(3, { emails: ['cara@acme.example'], company: 22 }),
      ],
      leads: [lead(6)],
      ...link,
    },
    'onlyResembling, 6 by domain, no lead of 3 by domain (none)',
  ],
  [
    'of another company than the one that has the domain are none',
    {
      contacts: [contact(2, { emails: ['ben@acme.example'], leads: [6], company: 21 })],
      companies: [company(9, 'Anything', { web: 'acme.example', leads: [6] })],
      leads: [lead(6)],
      ...link,
    },
    'onlyResembling, 6 by domain',
  ],
  [
    'with several leads are not',
    { contacts: [atAcme(ben), atAcme(cara)], leads: [lead(6), lead(7)], ...link },
    'severalLeads, 7 by domain, 6 by domain',
  ],
  [
    'with several leads, one of a name like the payer’s, are not',
    {
      customer: { ...anna, name: 'Mario Garcia' },
      contacts: [atAcme({ ...ben, name: 'Maria Garcia' }), atAcme(cara)],
      leads: [lead(6), lead(7)],
      ...link,
    },
    'severalLeads, 6 by domain, 7 by domain',
  ],
  [
    'with two leads of one contact are not',
    {
      contacts: [contact(2, { emails: ['ben@acme.example'], leads: [6, 7], company: 21 })],
      leads: [lead(6), lead(7)],
      ...link,
    },
    'onlyResembling, 7 by domain, 6 by domain',
  ],
  [
    'with several leads, the latest of which two of them share, are not',
    {
      contacts: [atAcme(ben), contact(3, { emails: ['cara@acme.example'], leads: [5, 6], company: 21 })],
      leads: [lead(5), lead(6)],
      ...link,
    },
    'onlyResembling, 6 by domain, 5 by domain',
  ],
  [
    'with one lead in the product’s pipeline are',
    {
      contacts: [atAcme(ben), atAcme(cara)],
      leads: [lead(6, { pipeline_id: 2 }), lead(7)],
      productPipelineIds: [2],
      ...link,
    },
    'lead 6 by domain of 2',
  ],
  [
    'without a company and with several leads are not',
    {
      contacts: [ben, contact(3, { emails: ['cara@acme.example'], leads: [5, 6] })],
      leads: [lead(5), lead(6)],
      ...link,
    },
    'onlyResembling, 6 by domain, 5 by domain',
  ],
];

describe('colleagues', () => {
  test.each(colleagues)('%s', (_what, input, outcome) => {
    expect(outcomeOf(input)).toBe(outcome);
  });
});
