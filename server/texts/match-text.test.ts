import { describe, expect, test } from 'vitest';
import { company, contact, lead, won } from '../../testing/server/matching/kommo.ts';
import {
  among,
  anna,
  annasOther,
  bare,
  by,
  emptyInput,
  five,
  forged,
  linked,
  owner,
  signed,
} from '../../testing/server/matching/rank.ts';
import { rankMatch } from '../matching/rank.ts';
import type { MatchInput } from '../matching/rank-input.ts';
import { explainMatch, explainUnmatched, explainUnmatchedTogether } from './match-text.ts';

describe('in words', () => {
  const told = (input: Partial<MatchInput>, language = 'en') => {
    const outcome = rankMatch({ ...emptyInput, ...input });
    return 'match' in outcome
      ? explainMatch(outcome.match, language)
      : [
          explainUnmatched(outcome.unmatched.why, language),
          ...outcome.unmatched.candidates.map((candidate) => explainMatch(candidate, language)),
        ].join(' | ');
  };

  test.each([
    [
      'only',
      { contacts: [owner], leads: [five] },
      'anna@acme.example belongs to contact Anna Schmidt; this is the only open lead',
    ],
    [
      'latest',
      among(lead(5), lead(6), lead(7, won)),
      'anna@acme.example belongs to contact Contact 1; this is the most recently updated of 2 open leads',
    ],
    [
      'all in the pipeline',
      { ...among(lead(5), lead(7)), productPipelineIds: [1] },
      'anna@acme.example belongs to contact Contact 1; this is the most recently updated of 2 open leads',
    ],
    [
      'pipeline',
      { ...among(lead(5, { pipeline_id: 2 }), lead(7)), productPipelineIds: [2] },
      'anna@acme.example belongs to contact Contact 1; this is the only open lead in the product’s pipeline',
    ],
    [
      'alias',
      { customer: by('Anna+x@acme.example'), contacts: [owner], leads: [five] },
      'Anna+x@acme.example is a variant of anna@acme.example, which belongs to contact Anna Schmidt; this is the only open lead',
    ],
    ['hand', { leads: [five], links: [linked(5, true)] }, 'linked manually'],
    [
      'account',
      { leads: [five], links: [linked(5)] },
      'earlier payments of the same FastSpring customer are on this lead',
    ],
    ['signed tag', { leads: [five], tag: signed(5) }, 'paid with a payment link created for this lead'],
    [
      'bare tag',
      { contacts: [owner], leads: [five], tag: bare(5) },
      'the order refers to this lead, and anna@acme.example belongs to its contact Anna Schmidt',
    ],
    [
      'forged tag',
      { contacts: [owner], leads: [five], tag: forged(7) },
      'anna@acme.example belongs to contact Anna Schmidt; this is the only open lead; the order refers to lead 7, but the signature isn’t valid',
    ],
    [
      'bare tag of a stranger’s lead',
      { tag: bare(7) },
      'no contact has the email anna@acme.example; the order refers to lead 7 without a valid signature, and the email doesn’t belong to any of its contacts',
    ],
    [
      'payment link of a lead that is gone',
      { contacts: [owner], leads: [five], tag: signed(7) },
      'anna@acme.example belongs to contact Anna Schmidt; this is the only open lead; it was paid with a payment link for lead 7, which has been deleted or merged',
    ],
    [
      'payment link, but linked manually elsewhere',
      { leads: [five, lead(7)], links: [linked(5, true)], tag: signed(7) },
      'linked manually; it was paid with a payment link for lead 7',
    ],
    [
      'replaced',
      { customer: by('x@else.example'), contacts: [owner], leads: [five], links: [linked(4)] },
      'the lead with the earlier payments was deleted or merged; this lead belongs to the same contact, Anna Schmidt',
    ],
    [
      'replaced, by hand',
      { customer: by('x@else.example'), contacts: [owner], leads: [five], links: [linked(4, true)] },
      'linked manually to a lead that was deleted or merged; this lead belongs to the same contact, Anna Schmidt',
    ],
    ['nobody', {}, 'no contact has the email anna@acme.example'],
    [
      'nameless contact',
      { contacts: [contact(1, { name: '', emails: ['anna@acme.example'] })] },
      'contact anna@acme.example has no lead | anna@acme.example belongs to contact anna@acme.example; no lead yet',
    ],
    [
      'closed',
      { contacts: [owner], leads: [lead(5, won)] },
      'anna@acme.example belongs to contact Anna Schmidt; no open leads; this is the only closed one',
    ],
    [
      'same name',
      { contacts: [annasOther], leads: [lead(8)] },
      'no contact has the email anna@acme.example, but some look similar | contact Schmidt, Anna has an email at the same company domain, acme.example; the names are similar too',
    ],
    [
      'company',
      { companies: [company(9, 'Acme', { leads: [6] })], leads: [lead(6)] },
      'no contact has the email anna@acme.example, but some look similar | company Acme has the same name',
    ],
    [
      'company of the contact',
      {
        contacts: [contact(1, { name: 'Anna Schmidt', emails: ['anna@acme.example'], company: 9 })],
        companies: [company(9, 'Zeta', { leads: [6] })],
        leads: [lead(6)],
      },
      'contact Anna Schmidt has no lead | contact Anna Schmidt belongs to company Zeta | anna@acme.example belongs to contact Anna Schmidt; no lead yet',
    ],
    [
      'company that resembles',
      {
        customer: { ...anna, company: 'Müller Maschinenbau GmbH' },
        companies: [company(9, 'Mueller Maschinebau', { leads: [6] })],
        leads: [lead(6)],
      },
      'no contact has the email anna@acme.example, but some look similar | the name of company Mueller Maschinebau is similar to “Müller Maschinenbau GmbH”',
    ],
    [
      'company of the domain',
      { companies: [company(9, 'Anything', { web: 'acme.example', leads: [6] })], leads: [lead(6)] },
      'no contact has the email anna@acme.example, but some look similar | company Anything uses the same domain, acme.example',
    ],
    [
      'nameless company of the domain',
      { companies: [{ ...company(9, '', { web: 'acme.example', leads: [6] }), name: null }], leads: [lead(6)] },
      'no contact has the email anna@acme.example, but some look similar | company acme.example uses the same domain, acme.example',
    ],
    [
      'nameless contact without an address',
      { contacts: [{ ...company(2, '', { web: 'acme.example' }), _embedded: undefined }] },
      'no contact has the email anna@acme.example, but some look similar | contact #2 has an email at the same company domain, acme.example; no lead yet',
    ],
    [
      'several contacts',
      { contacts: [owner, contact(2, { emails: ['anna@acme.example'], leads: [6] })], leads: [five, lead(6)] },
      '2 contacts have the email anna@acme.example | anna@acme.example belongs to contact Contact 2 | anna@acme.example belongs to contact Anna Schmidt',
    ],
    [
      'several leads',
      {
        customer: by('anna+x@acme.example'),
        contacts: [owner, contact(2, { name: 'Anna', emails: ['anna@acme.example'], leads: [6] })],
        leads: [five, lead(6)],
      },
      '2 leads match equally well | anna+x@acme.example is a variant of anna@acme.example, which belongs to contact Anna | anna+x@acme.example is a variant of anna@acme.example, which belongs to contact Anna Schmidt',
    ],
  ])('%s', (_what, input, text) => {
    expect(told(input)).toBe(text);
  });

  test('in the account’s language', () => {
    expect(told({ contacts: [owner], leads: [five] }, 'pt')).toBe(
      'anna@acme.example é do contato Anna Schmidt; é o único lead aberto',
    );
  });
});

test('a contact that is gone is named as such, and so is a lead made for the customer', () => {
  const details = { email: 'anna@acme.example', contact: 'Anna Schmidt', contactGone: true };
  expect(explainMatch({ reason: 'email', details }, 'en')).toBe(
    'anna@acme.example belongs to contact Anna Schmidt; that contact has since been deleted or merged',
  );
  expect(explainMatch({ reason: 'created', details: {} }, 'en')).toBe('this lead was created for this customer');
});

test.each([
  ['en', 'anna@acme.example belongs to a contact of this lead'],
  ['es', 'anna@acme.example es de un contacto de este lead'],
  ['pt', 'anna@acme.example é de um contato deste lead'],
  ['tr', 'anna@acme.example, bu müşteri adayının bir kişisine ait'],
  ['id', 'anna@acme.example milik salah satu kontak lead ini'],
])('an address that only the card names is that of a contact of the lead, in %s', (language, text) => {
  expect(explainMatch({ reason: 'email', details: { email: 'anna@acme.example' } }, language)).toBe(text);
});

test.each([
  ['alias', ' is a variant of , which belongs to contact '],
  ['domain', 'contact  has an email at the same company domain, '],
  ['company', 'company  has the same name'],
] as const)('the reason %s has gaps where a link stores less', (reason, text) => {
  expect(explainMatch({ reason, details: {} }, 'en')).toBe(text);
});

test.each(['noEmail', 'nobody', 'onlyResembling', 'noLead', 'noOpenLead', 'severalContacts', 'severalLeads'] as const)(
  'for many customers %s names no person and leaves no placeholder',
  (code) => {
    for (const language of ['en', 'es', 'pt', 'tr', 'id']) {
      expect(explainUnmatchedTogether(code, language)).toMatch(/^[^{}]+$/);
    }
  },
);
