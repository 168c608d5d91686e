import { describe, expect, test } from 'vitest';
import { hashPerson } from '../../testing/server/personal-data/guard.ts';
import { erasedPeopleOf } from './erased-people.ts';
import { jsonWithoutMentions } from './mentions.ts';

const account = 'acme';
const anna = {
  people: erasedPeopleOf(hashPerson, account, [
    { kind: 'email', hash: hashPerson(account, 'email', 'anna@acme.example'), stub: 'erased-1' },
    { kind: 'account', hash: hashPerson(account, 'account', 'A1'), stub: 'erased-1' },
  ]),
  hasName: (text: string) => ['anna schmidt', 'eur', 'domain'].includes(text.toLowerCase()),
  contactIds: new Set([7]),
  leadIds: new Set([70]),
};
/** Anna without a known contact. */
const unseen = { ...anna, contactIds: new Set<number>(), leadIds: new Set<number>() };

test.each<[string, object]>([
  ['with the payer’s own address', { reason: 'email', details: { email: 'a@other.example', contact: 'Anna Schmidt' } }],
  ['on another contact', { contactId: 8, reason: 'domain', details: { contact: 'Anna Schmidt' } }],
  ['on the payer’s contact without a lead', { code: 'noLead', params: { contactId: 8, contact: 'Anna Schmidt' } }],
  [
    'in an example of an import',
    { name: 'Anna Schmidt', leadId: 80, leadName: 'Anna Schmidt', details: { email: 'a@other.example' } },
  ],
  ['as a code or a currency', { reason: 'domain', currency: 'EUR', details: { domain: 'EUR', company: 'EUR' } }],
])('a name stays %s', (_where, mention) => {
  expect(jsonWithoutMentions(mention, anna)).toEqual(mention);
});

describe('a name is erased', () => {
  test.each<[string, object, object]>([
    [
      'on the person’s contact, even under another name',
      { contactId: 7, reason: 'domain', details: { contact: 'Anna (VIP)' } },
      { contactId: 7, reason: 'domain', details: { contact: 'erased' } },
    ],
    [
      'beside the person’s address',
      { contactId: 9, details: { email: 'a@other.example', contactEmail: 'Anna@acme.example', contact: 'Anna' } },
      { contactId: 9, details: { email: 'a@other.example', contactEmail: 'erased', contact: 'erased' } },
    ],
    [
      'on the person’s lead, though not that of a colleague on it',
      { leadId: 70, leadName: 'For Anna', contactId: 8, contact: 'Ben' },
      { leadId: 70, leadName: 'erased', contactId: 8, contact: 'Ben' },
    ],
    ['where the FastSpring account stands for it', { name: 'account:A1', leadId: 80 }, { name: 'erased', leadId: 80 }],
    [
      'in an earlier link that names neither',
      { reason: 'hand', details: { former: [{ reason: 'company', details: { contact: 'Anna Schmidt' } }] } },
      { reason: 'hand', details: { former: [{ reason: 'company', details: { contact: 'erased' } }] } },
    ],
  ])('%s', (_where, mention, erased) => {
    expect(jsonWithoutMentions(mention, anna)).toEqual(erased);
  });

  test('by itself where no contact of the person is known', () => {
    const mention = { contactId: 8, reason: 'domain', details: { contact: 'Anna Schmidt', domain: 'acme.example' } };
    expect(jsonWithoutMentions(mention, unseen)).toMatchObject({ details: { contact: 'erased' } });
    expect(jsonWithoutMentions({ contact: 'Anna Smith' }, unseen)).toEqual({ contact: 'Anna Smith' });
  });
});
