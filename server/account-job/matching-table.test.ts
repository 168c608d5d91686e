import { expect, test } from 'vitest';
import { type Kit, playRows, type Row } from './testing/matching-world.ts';

/** A contact with the address that pays, and its lead `A`. */
const withLead = (kit: Kit, person: Parameters<Kit['contact']>[0] = {}): number => {
  const contact = kit.contact({ name: 'Anna Schmidt', emails: [`anna@${kit.domain}`], ...person });
  kit.lead('A', { contacts: [contact] });
  return contact;
};
const linkByHand = async (kit: Kit, leadName: string, contactId: number | null = null): Promise<void> => {
  const { prisma, accountId } = kit.stack;
  const customerId = await kit.customerId();
  const leadId = kit.idOf(leadName);
  const link = { reason: 'hand', linkedBy: 1, contactId };
  await prisma.customerLead.upsert({
    where: { accountId_customerId_leadId: { accountId, customerId, leadId } },
    create: { accountId, customerId, leadId, ...link },
    update: link,
  });
  await prisma.customer.update({ where: { id: customerId }, data: { matchState: 'linked', nextMatchAt: null } });
};
const unlinkByHand = async (kit: Kit, leadName: string): Promise<void> => {
  const { prisma, now } = kit.stack;
  const customerId = await kit.customerId();
  await prisma.customerLead.updateMany({
    where: { customerId, leadId: kit.idOf(leadName) },
    data: { removedAt: new Date(now()), removedBy: 1 },
  });
  await prisma.customer.update({
    where: { id: customerId },
    data: { matchState: 'new', nextMatchAt: new Date(now()) },
  });
};

const address: readonly Row[] = [
  [
    'the contact’s only lead',
    (kit) => {
      withLead(kit);
      return {};
    },
    'A by email',
  ],
  [
    'letter case at FastSpring',
    (kit) => {
      withLead(kit);
      return { email: `Anna@${kit.domain.toUpperCase()}` };
    },
    'A by email',
  ],
  [
    'letter case in Kommo',
    (kit) => {
      withLead(kit, { emails: [`ANNA@${kit.domain}`] });
      return {};
    },
    'A by email',
  ],
  [
    'a second address of the contact',
    (kit) => {
      withLead(kit, { emails: [`office@${kit.domain}`, `anna@${kit.domain}`] });
      return {};
    },
    'A by email',
  ],
  [
    'two addresses in one value',
    (kit) => {
      withLead(kit, { emails: [`office@${kit.domain}; anna@${kit.domain}`] });
      return {};
    },
    'A by email',
  ],
  [
    'an umlaut in the domain, punycode in Kommo',
    (kit) => {
      withLead(kit, { emails: ['anna@xn--mller-a-n2a.example'] });
      return { email: 'anna@müller-a.example' };
    },
    'A by email',
  ],
  [
    'punycode at FastSpring, an umlaut in Kommo',
    (kit) => {
      withLead(kit, { emails: ['anna@jürgens.example'] });
      return { email: 'anna@xn--jrgens-3ya.example' };
    },
    'A by email',
  ],
  [
    'an umlaut in the name',
    (kit) => {
      withLead(kit, { emails: [`jürgen@${kit.domain}`] });
      return { email: `Jürgen@${kit.domain}` };
    },
    'A by email',
  ],
  [
    'a plus-tag at FastSpring',
    (kit) => {
      withLead(kit);
      return { email: `anna+shop@${kit.domain}` };
    },
    'A by alias',
  ],
  [
    'a plus-tag in Kommo',
    (kit) => {
      withLead(kit, { emails: [`anna+crm@${kit.domain}`] });
      return {};
    },
    'A by alias',
  ],
  [
    'Gmail’s dots at FastSpring',
    (kit) => {
      withLead(kit, { emails: ['dottedanna@gmail.com'] });
      return { email: 'dotted.anna@gmail.com' };
    },
    'A by alias',
  ],
  [
    'Gmail’s dots in Kommo, found by the name',
    (kit) => {
      withLead(kit, { name: 'Greta Gmail', emails: ['greta.gmail@gmail.com'] });
      return { email: 'gretagmail@gmail.com', first: 'Greta', last: 'Gmail' };
    },
    'A by alias',
  ],
  [
    'Gmail’s other domain',
    (kit) => {
      withLead(kit, { emails: ['other.domain@gmail.com'] });
      return { email: 'other.domain@googlemail.com' };
    },
    'A by alias',
  ],
  [
    'dots where they count',
    (kit) => {
      withLead(kit, { emails: [`dot.ted@${kit.domain}`] });
      return { email: `dotted@${kit.domain}` };
    },
    'onlyResembling, A by domain',
  ],
  [
    'the exact address before an equivalent one',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna+crm@${kit.domain}`] })] });
      withLead(kit);
      return {};
    },
    'A by email',
  ],
];

const strangers: readonly Row[] = [
  [
    'a decoy whose name contains the e-mail',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ name: `anna@${kit.domain}`, emails: ['else@decoy.example'] })] });
      return {};
    },
    'nobody',
  ],
  [
    'a decoy beside the right one',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ name: `Mail to anna@${kit.domain}` })] });
      withLead(kit);
      return {};
    },
    'A by email',
  ],
  [
    'the e-mail in another field',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ position: `anna@${kit.domain}` })] });
      return {};
    },
    'nobody',
  ],
  [
    'a phone that contains the digits',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ phones: ['+49 151 1234567', '491511234567'] })] });
      return { email: '491511234567@digits.example' };
    },
    'nobody',
  ],
  [
    'the e-mail inside a longer one',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: ['lucyanna@inside.example'] })] });
      return { email: 'anna@inside.example' };
    },
    'onlyResembling, A by domain',
  ],
  [
    'the e-mail as the beginning of another',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`anna@${kit.domain}.org`] })] });
      return {};
    },
    'nobody',
  ],
  [
    'a look-alike letter',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`аnna@${kit.domain}`] })] });
      return {};
    },
    'onlyResembling, A by domain',
  ],
  [
    'a namesake at a mail provider',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ name: 'Nora Name', emails: ['nora.other@web.de'] })] });
      return { email: 'nora.name@web.de', first: 'Nora', last: 'Name' };
    },
    'nobody',
  ],
  [
    'gmail.com as a company',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Gmail', web: 'https://gmail.com', emails: ['team@gmail.com'] }) });
      return { email: 'nobody.knows@gmail.com' };
    },
    'nobody',
  ],
  ['nobody at all', () => ({}), 'nobody'],
  [
    'an address that is none',
    (kit) => {
      withLead(kit);
      return { email: 'anna' };
    },
    'noEmail',
  ],
];

const several: readonly Row[] = [
  [
    'two contacts with one e-mail, each with a lead',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna@${kit.domain}`] })] });
      withLead(kit);
      return {};
    },
    'severalContacts, A by email, B by email',
  ],
  [
    'two contacts with one e-mail who share the lead',
    (kit) => {
      const emails = [`anna@${kit.domain}`];
      kit.lead('A', { contacts: [kit.contact({ emails }), kit.contact({ emails })] });
      return {};
    },
    'A by email',
  ],
  [
    'two contacts with one e-mail, one of whom has an open lead',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna@${kit.domain}`] })], state: 'won' });
      withLead(kit);
      return {};
    },
    'A by email',
  ],
  [
    'two contacts with one e-mail, one of whom is in the product’s pipeline',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna@${kit.domain}`] })], pipeline: 'renewals' });
      withLead(kit);
      return { sku: 'REN-1' };
    },
    'B by email',
  ],
  [
    'two contacts with one e-mail, both closed',
    (kit) => {
      const emails = [`anna@${kit.domain}`];
      kit.lead('A', { contacts: [kit.contact({ emails })], state: 'won' });
      kit.lead('B', { contacts: [kit.contact({ emails })], state: 'lost' });
      return {};
    },
    'severalContacts, B by email (closed), A by email (closed)',
  ],
  [
    'two contacts with one e-mail, settled by a bare tag',
    (kit) => {
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna@${kit.domain}`] })] });
      withLead(kit);
      return { tags: { leadId: String(kit.idOf('B')) } };
    },
    'B by tag',
  ],
  [
    'two equivalent addresses',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`anna+a@${kit.domain}`] })] });
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna+b@${kit.domain}`] })] });
      return {};
    },
    'severalLeads, B by alias, A by alias',
  ],
  [
    'a contact without a lead',
    (kit) => {
      kit.contact({ emails: [`anna@${kit.domain}`] });
      return {};
    },
    'noLead, no lead by email (none)',
  ],
];

/** Of one contact with these leads. */
const leads =
  (more: Parameters<Kit['lead']>[1], ...others: readonly Parameters<Kit['lead']>[1][]) =>
  (kit: Kit) => {
    const contact = kit.contact({ emails: [`anna@${kit.domain}`] });
    for (const [index, each] of [more, ...others].entries()) {
      kit.lead('ABC'[index] ?? '', { contacts: [contact], ...each });
    }
    return {};
  };
const renewal = (arrange: (kit: Kit) => object) => (kit: Kit) => ({ ...arrange(kit), sku: 'REN-9' });

const whichLead: readonly Row[] = [
  ['the latest of several open', leads({}, {}, {}), 'C by email'],
  ['an open one before a newer won one', leads({}, { state: 'won' }), 'A by email'],
  ['an open one before a newer lost one', leads({}, { state: 'lost' }), 'A by email'],
  ['an open one before a newer deleted one', leads({}, { state: 'deleted' }), 'A by email'],
  ['an open one before a newer incoming one', leads({}, { state: 'incoming' }), 'A by email'],
  ['an open one before a newer one in an archived pipeline', leads({}, { pipeline: 'archived' }), 'A by email'],
  ['the latest closed one when none is open', leads({ state: 'won' }, { state: 'lost' }), 'B by email'],
  ['the product’s pipeline before the newer', renewal(leads({ pipeline: 'renewals' }, {})), 'A by email'],
  [
    'a closed one in the product’s pipeline before an open one elsewhere',
    renewal(leads({ pipeline: 'renewals', state: 'won' }, {})),
    'A by email',
  ],
  [
    'an open one in the product’s pipeline before a newer closed one there',
    renewal(leads({ pipeline: 'renewals' }, { pipeline: 'renewals', state: 'won' })),
    'A by email',
  ],
  ['another pipeline when the product’s has none', renewal(leads({})), 'A by email'],
  ['any pipeline for a product of none', leads({ pipeline: 'renewals' }), 'A by email'],
  ['none that is only incoming', leads({ state: 'incoming' }), 'noOpenLead, A by email (incoming)'],
  ['none in an archived pipeline', leads({ pipeline: 'archived' }), 'noOpenLead, A by email (archived)'],
  ['none that is deleted', leads({ state: 'deleted' }), 'noLead, no lead by email (none)'],
  [
    'none of a deleted contact',
    (kit) => {
      kit.stack.sandbox.deleteContactByHand(withLead(kit));
      return {};
    },
    'nobody',
  ],
  [
    'the lead of the contact that is left of two merged',
    (kit) => {
      const kept = kit.contact({ name: 'Anna' });
      kit.stack.sandbox.mergeContactsByHand(kept, withLead(kit));
      return {};
    },
    'A by email',
  ],
];

const tags: readonly Row[] = [
  [
    'signed, whatever e-mail pays',
    (kit) => {
      withLead(kit);
      return { email: 'x@payer.example', tags: kit.signed('A') };
    },
    'A by tag',
  ],
  [
    'signed, of an older lead of the contact',
    (kit) => {
      withLead(kit);
      kit.lead('B', { contacts: [kit.contact({ emails: [`anna@${kit.domain}`] })] });
      return { tags: kit.signed('A') };
    },
    'A by tag',
  ],
  [
    'signed, of a closed lead',
    (kit) => {
      kit.lead('B', { state: 'won' });
      return { tags: kit.signed('B') };
    },
    'B by tag',
  ],
  [
    'signed, of a deleted lead',
    (kit) => {
      withLead(kit);
      kit.lead('B', { state: 'deleted' });
      return { tags: kit.signed('B') };
    },
    'A by email (tag gone)',
  ],
  [
    'forged: another lead’s id before the signature',
    (kit) => {
      withLead(kit);
      kit.lead('B');
      return { tags: { kommo_lead: kit.signed('A').kommo_lead?.replace(/^\d+/, String(kit.idOf('B'))) ?? '' } };
    },
    'A by email (tag forged)',
  ],
  [
    'forged: signed for another account',
    (kit) => {
      kit.lead('B');
      return { tags: { kommo_lead: kit.stack.leadTags.sign(kit.idOf('B'), kit.stack.sandbox.account().id + 1) } };
    },
    'nobody, tag forged',
  ],
  [
    'bare, of a stranger’s lead',
    (kit) => {
      kit.lead('B');
      return { tags: { lead: String(kit.idOf('B')) } };
    },
    'nobody, tag stranger',
  ],
  [
    'bare, of a lead of the e-mail’s owner',
    (kit) => ({ ...leads({}, {})(kit), tags: { kommo_lead_id: String(kit.idOf('A')) } }),
    'A by tag',
  ],
  [
    'that name no lead',
    (kit) => {
      withLead(kit);
      return { tags: { lead: 'facebook', campaign: '7' } };
    },
    'A by email',
  ],
];

const company: readonly Row[] = [
  [
    'a colleague is suggested',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`ben@${kit.domain}`] })] });
      return {};
    },
    'onlyResembling, A by domain',
  ],
  [
    'the colleague of the same name first',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ name: 'Schmidt, Anna', emails: [`a.schmidt@${kit.domain}`] })] });
      kit.lead('B', { contacts: [kit.contact({ name: 'Ben', emails: [`ben@${kit.domain}`] })] });
      return {};
    },
    'onlyResembling, A by domain, B by domain',
  ],
  [
    'the company’s web site',
    (kit) => {
      kit.lead('A', { company: kit.company({ web: `https://www.${kit.domain}/en` }) });
      return {};
    },
    'onlyResembling, A by domain',
  ],
  [
    'an umlaut in the domain of the company',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: ['ben@xn--grn-ioa.example'] })] });
      return { email: 'anna@grün.example' };
    },
    'onlyResembling, A by domain',
  ],
  [
    'the company’s name but for its legal form',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Zephyrworks, Inc.' }) });
      return { company: 'ZEPHYRWORKS GmbH' };
    },
    'onlyResembling, A by company',
  ],
  [
    'nearly the company’s name',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Mueller Turbinenbau' }) });
      return { company: 'Müller Turbinenbau AG' };
    },
    'onlyResembling, A by company',
  ],
  [
    'a company whose name only shares a word',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Northwind Trading' }) });
      return { company: 'Northwind Aerospace' };
    },
    'nobody',
  ],
];

const later: readonly Row[] = [
  [
    'earlier payments keep their lead though a newer one is open',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.lead('B', { contacts: [contact] });
          return {};
        },
      };
    },
    'A by email',
  ],
  [
    'earlier payments keep their lead when it is won',
    (kit) => {
      withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.moveLeadByHand(kit.idOf('A'), 142);
          return {};
        },
      };
    },
    'A by email',
  ],
  [
    'earlier payments keep their lead when another address pays',
    (kit) => {
      withLead(kit);
      return { later: () => ({ email: 'private@elsewhere.example' }) };
    },
    'A by email',
  ],
  [
    'unlinked by hand, and not found there again',
    (kit) => {
      withLead(kit);
      return {
        later: async () => {
          await unlinkByHand(kit, 'A');
          return {};
        },
      };
    },
    'noLead, no lead by email (none)',
  ],
  [
    'unlinked by hand, and found on the other lead',
    (kit) => ({
      ...leads({}, {})(kit),
      later: async () => {
        await unlinkByHand(kit, 'B');
        return {};
      },
    }),
    'A by email',
  ],
  [
    'unlinked by hand, whatever the payment link says',
    (kit) => {
      withLead(kit);
      return {
        later: async () => {
          await unlinkByHand(kit, 'A');
          return { tags: kit.signed('A') };
        },
      };
    },
    'noLead, no lead by email (none), tag unlinked',
  ],
  [
    'linked by hand before everything',
    (kit) => {
      withLead(kit);
      return {
        later: async () => {
          kit.lead('B');
          await linkByHand(kit, 'B');
          return { tags: kit.signed('A') };
        },
      };
    },
    'A by email, B by hand',
  ],
  [
    'somebody unmatched whose contact is made later',
    (kit) => ({
      later: () => {
        withLead(kit);
        return {};
      },
    }),
    'A by email',
  ],
  [
    'merged into another lead of the contact',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.mergeLeadsByHand(kit.lead('B', { contacts: [contact] }), kit.idOf('A'));
          return {};
        },
      };
    },
    'B by email',
  ],
  [
    'by hand, and merged into another lead of the contact',
    (kit) => {
      const contact = kit.contact({ emails: [`boss@${kit.domain}`] });
      kit.lead('A', { contacts: [contact] });
      return {
        email: 'private@merged.example',
        later: async () => {
          await linkByHand(kit, 'A', contact);
          kit.stack.sandbox.mergeLeadsByHand(kit.lead('B', { contacts: [contact] }), kit.idOf('A'));
          return { email: 'private@merged.example' };
        },
      };
    },
    'B by hand',
  ],
  [
    'deleted with its contact',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.deleteContactByHand(contact);
          kit.stack.sandbox.deleteLeadByHand(kit.idOf('A'));
          return {};
        },
      };
    },
    'nobody',
  ],
  [
    'contacts merged: the payments stay',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.mergeContactsByHand(kit.contact({ name: 'Anna S.' }), contact);
          return {};
        },
      };
    },
    'A by email',
  ],
];

const linking: readonly Row[] = [
  [
    'the company’s only lead',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`ben@${kit.domain}`] })] });
      return {};
    },
    'A by domain',
  ],
  [
    'two leads of a company',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`ben@${kit.domain}`] })] });
      kit.lead('B', { contacts: [kit.contact({ emails: [`cara@${kit.domain}`] })] });
      return {};
    },
    'severalLeads, B by domain, A by domain',
  ],
  [
    'the colleague of the same name among several',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ name: 'Anna Schmidt', emails: [`a.s@${kit.domain}`] })] });
      kit.lead('B', { contacts: [kit.contact({ emails: [`cara@${kit.domain}`] })] });
      return {};
    },
    'A by domain',
  ],
  [
    'contacts of two companies at one domain',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`ben@${kit.domain}`], companyId: kit.company({}) })] });
      kit.contact({ emails: [`cara@${kit.domain}`], companyId: kit.company({}) });
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none)',
  ],
  [
    'a company’s closed lead',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`ben@${kit.domain}`] })], state: 'won' });
      return {};
    },
    'onlyResembling, A by domain (closed)',
  ],
  [
    'a mail provider',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: ['somebody@posteo.de'] })] });
      return { email: 'anna@posteo.de' };
    },
    'nobody',
  ],
  [
    'the company’s name alone',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Quartzline Ltd' }) });
      return { company: 'Quartzline' };
    },
    'onlyResembling, A by company',
  ],
];

const off: readonly Row[] = [
  [
    'a colleague',
    (kit) => {
      kit.lead('A', { contacts: [kit.contact({ emails: [`ben@${kit.domain}`] })] });
      return {};
    },
    'nobody',
  ],
  [
    'a plus-tag in Kommo, found by the name',
    (kit) => {
      withLead(kit, { emails: [`anna+crm@${kit.domain}`] });
      return {};
    },
    'A by alias',
  ],
  [
    'the company’s name is suggested',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Basaltica SA' }) });
      return { company: 'Basaltica' };
    },
    'onlyResembling, A by company',
  ],
];

const tables = [
  ['suggest', 'the address', address],
  ['suggest', 'strangers', strangers],
  ['suggest', 'several', several],
  ['suggest', 'which lead', whichLead],
  ['suggest', 'tags', tags],
  ['suggest', 'the company', company],
  ['suggest', 'what happens later', later],
  ['link', 'the company’s domain links', linking],
  ['off', 'the company’s domain does not count', off],
] as const;

test.each(['suggest', 'link', 'off'] as const)('every row of the table, all in one account: %s', async (setting) => {
  const rows = tables
    .filter(([byCompanyDomain]) => byCompanyDomain === setting)
    .flatMap(([, group, ofGroup]) => ofGroup.map(([what, ...row]): Row => [`${group}: ${what}`, ...row]));
  const outcomes = await playRows(rows, { byCompanyDomain: setting });
  expect(outcomes).toEqual(rows.map(([what, , outcome]) => `${what}: ${outcome}`));
});

test('the table has more than sixty rows', () => {
  expect(tables.reduce((sum, [, , rows]) => sum + rows.length, 0)).toBeGreaterThan(60);
});
