import { describe, expect, test } from 'vitest';
import { company, contact, lead, won } from '../../testing/server/matching/kommo.ts';
import {
  anna,
  annasOther,
  atAcme,
  ben,
  by,
  type Case,
  link,
  named,
  outcomeOf,
} from '../../testing/server/matching/rank.ts';

const colleagues: readonly Case[] = [
  [
    'with two leads of one contact, one in the product’s pipeline, are',
    {
      contacts: [contact(2, { emails: ['ben@acme.example'], leads: [6, 7], company: 21 })],
      leads: [lead(6, { pipeline_id: 2 }), lead(7)],
      productPipelineIds: [2],
      ...link,
    },
    'lead 6 by domain of 2',
  ],
  [
    'are linked by their open lead, though a closed one is in the product’s pipeline',
    {
      contacts: [contact(2, { emails: ['ben@acme.example'], leads: [6, 7], company: 21 })],
      leads: [lead(6), lead(7, { pipeline_id: 2, ...won })],
      productPipelineIds: [2],
      ...link,
    },
    'lead 6 by domain of 2',
  ],
  [
    'of the same name with a closed lead are suggested with it',
    { contacts: [atAcme(annasOther)], leads: [lead(8, won)], ...link },
    'onlyResembling, 8 by domain (closed)',
  ],
  [
    'are suggested to a customer without a name',
    { customer: { ...anna, name: null }, contacts: [ben], leads: [lead(6)] },
    'onlyResembling, 6 by domain',
  ],
  [
    'of the same name are the customer',
    { contacts: [atAcme(ben), atAcme(annasOther)], leads: [lead(6), lead(8)], ...link },
    'lead 8 by domain of 4',
  ],
  [
    'of the same name are suggested first',
    { contacts: [annasOther, ben], leads: [lead(6), lead(8), lead(9)] },
    'onlyResembling, 8 by domain, 6 by domain',
  ],
  [
    'are linked through the web site of their company',
    {
      companies: [company(9, 'Anything', { web: 'https://www.acme.example/en', leads: [6] })],
      leads: [lead(6)],
      ...link,
    },
    'lead 6 by domain',
  ],
  [
    'are only suggested through the e-mail of their company',
    { companies: [company(9, 'Anything', { emails: ['info@acme.example'], leads: [6] })], leads: [lead(6)], ...link },
    'onlyResembling, 6 by domain',
  ],
  [
    'on a subdomain are of the same company',
    {
      contacts: [contact(2, { emails: ['ben@mail.acme.example'], leads: [6], company: 21 })],
      leads: [lead(6)],
      ...link,
    },
    'lead 6 by domain of 2',
  ],
  [
    'of a customer on a subdomain too',
    { customer: by('anna@mail.acme.example'), contacts: [atAcme(ben)], leads: [lead(6)], ...link },
    'lead 6 by domain of 2',
  ],
  [
    'of two subdomains too, and of a web site on a third',
    {
      customer: by('anna@mail.acme.example'),
      contacts: [contact(2, { emails: ['ben@crm.acme.example'], leads: [6] })],
      companies: [company(9, 'Acme', { web: 'https://shop.acme.example' })],
      leads: [lead(6)],
      ...link,
    },
    'lead 6 by domain of 2',
  ],
  [
    'below a suffix that many share are strangers',
    {
      customer: by('anna@acme.onmicrosoft.com'),
      contacts: [contact(2, { emails: ['ben@globex.onmicrosoft.com'], leads: [6], company: 21 })],
      leads: [lead(6)],
      ...link,
    },
    'nobody',
  ],
  [
    'below a country’s suffix are strangers',
    {
      customer: by('anna@acme.co.uk'),
      contacts: [contact(2, { emails: ['ben@globex.co.uk'], leads: [6], company: 21 })],
      leads: [lead(6)],
      ...link,
    },
    'nobody',
  ],
  [
    'are none for a page on a site where many have one',
    {
      customer: by('mark@google.com'),
      companies: [company(9, 'Bakery', { web: 'https://sites.google.com/view/bakery', leads: [6] })],
      leads: [lead(6)],
      ...link,
    },
    'nobody',
  ],
  [
    'at a domain that an administrator calls a provider’s are none',
    { contacts: [atAcme(ben)], leads: [lead(6)], ...link, ...named({ providerDomains: ['acme.example'] }) },
    'nobody',
  ],
  [
    'at a domain that an administrator calls a company’s are linked, even with different companies',
    {
      customer: by('anna@gmx.de'),
      contacts: [contact(2, { emails: ['ben@gmx.de'], leads: [6], company: 21 }), contact(3, { emails: ['c@gmx.de'] })],
      companies: [company(22, 'Other', { emails: ['info@gmx.de'] })],
      leads: [lead(6)],
      ...link,
      ...named({ companyDomains: ['gmx.de'] }),
    },
    'lead 6 by domain of 2',
  ],
  [
    'with a closed lead are suggested with it',
    { contacts: [atAcme(ben)], leads: [lead(6, won)], ...link },
    'onlyResembling, 6 by domain (closed)',
  ],
];

const companyName: readonly Case[] = [
  [
    'but for its legal form',
    { companies: [company(9, 'ACME, Inc.', { leads: [6] })], leads: [lead(6)], ...link },
    'onlyResembling, 6 by company',
  ],
  [
    'nearly',
    {
      customer: { ...anna, company: 'Müller Maschinenbau GmbH' },
      companies: [company(9, 'Mueller Maschinenbau', { leads: [6] })],
      leads: [lead(6)],
    },
    'onlyResembling, 6 by company',
  ],
  ['not at all', { companies: [company(9, 'Globex AG', { leads: [6] })], leads: [lead(6)] }, 'nobody'],
  [
    'not at all, nor by its web site',
    { companies: [company(9, 'Globex AG', { web: 'globex.example', leads: [6] })], leads: [lead(6)] },
    'nobody',
  ],
  [
    'of a deleted company',
    { companies: [company(9, 'Acme GmbH', { leads: [6], deleted: true })], leads: [lead(6)] },
    'nobody',
  ],
  ['without a lead', { companies: [company(9, 'Acme GmbH')] }, 'onlyResembling, no lead of 9 by company (none)'],
  [
    'with that company’s leads alone',
    { companies: [company(9, 'Acme GmbH', { leads: [6] })], leads: [lead(6), lead(7)] },
    'onlyResembling, 6 by company',
  ],
  [
    'of a company of which Kommo names no lead',
    { companies: [{ ...company(9, 'Acme GmbH'), _embedded: undefined }], leads: [lead(6)] },
    'onlyResembling, no lead of 9 by company (none)',
  ],
  [
    'though FastSpring names no address',
    {
      customer: { email: null, name: null, company: 'Acme' },
      companies: [company(9, 'Acme GmbH', { leads: [6] })],
      leads: [lead(6)],
    },
    'noEmail, 6 by company',
  ],
  [
    'which no customer without a company has',
    { customer: { ...anna, company: null }, companies: [company(9, '', { leads: [6] })], leads: [lead(6)] },
    'nobody',
  ],
  [
    'after the colleague, and one lead is offered once',
    { contacts: [ben], companies: [company(9, 'Acme', { leads: [6, 7] })], leads: [lead(6), lead(7)] },
    'onlyResembling, 6 by domain, 7 by company',
  ],
];

describe.each([
  ['colleagues', colleagues],
  ['the company’s name', companyName],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, input, outcome) => {
    expect(outcomeOf(input)).toBe(outcome);
  });
});
