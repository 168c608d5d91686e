import type { Kit, Row } from '../matching-world.ts';
import { colleagues, contactWithLead, withLead } from './arrange.ts';

/** A shop owner with a company and lead `A` has an address at the host; the payer is an unrelated user there. */
const strangerAt = (host: string): Row => [
  `a stranger at ${host}`,
  colleagues(`shop-owner@${host}`, `stranger@${host}`, true),
  'nobody',
  null,
];

export const providers: readonly Row[] = [
  ...[
    'gmx.ch',
    'ziggo.nl',
    'telia.com',
    'hotmail.com.tr',
    'live.se',
    'outlook.com.gr',
    'yahoo.com.co',
    'hinet.net',
    'simplelogin.com',
    'bluewin.ch',
    'btinternet.com',
    'uol.com.br',
    'docomo.ne.jp',
    'naver.com',
    'xtra.co.nz',
    'anna.anonaddy.com',
    'bredband2.com',
    'vodafone.it',
  ].map(strangerAt),
  [
    'the exact address at a mail provider',
    (kit) => {
      contactWithLead(kit, 'B', { emails: ['other@ziggo.nl'], companyId: kit.company({}) });
      withLead(kit, { emails: ['known.payer@ziggo.nl'] });
      return { email: 'known.payer@ziggo.nl' };
    },
    'A by email',
    'A',
  ],
];

const contactAt = (kit: Kit, name: string) => kit.contact({ emails: [`${name}@${kit.domain}`] });
const benWithLead = (kit: Kit, more: Parameters<Kit['contact']>[0] = {}) =>
  contactWithLead(kit, 'A', { emails: [`ben@${kit.domain}`], ...more });

/** Domains that may belong to an unlisted mail provider or to a company. */
export const unlisted: readonly Row[] = [
  ['a contact of no company', colleagues('ben@{domain}', 'anna@{domain}'), 'onlyResembling, A by domain', null],
  [
    'several contacts of no company',
    (kit) => {
      benWithLead(kit);
      for (const name of ['cara', 'dora', 'emil']) contactAt(kit, name);
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none), no lead by domain (none), no lead by domain (none)',
    null,
  ],
  [
    'one contact of a company, another of none',
    (kit) => {
      benWithLead(kit, { companyId: kit.company({}) });
      contactAt(kit, 'cara');
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none)',
    null,
  ],
  [
    'a namesake of no company',
    (kit) => {
      contactWithLead(kit, 'A', { name: 'Anna Schmidt', emails: [`a.schmidt@${kit.domain}`] });
      return {};
    },
    'onlyResembling, A by domain',
    null,
  ],
  [
    'a shop with its only e-mail there',
    (kit) => {
      kit.lead('A', { company: kit.company({ emails: [`shop@${kit.domain}`] }) });
      return {};
    },
    'onlyResembling, A by domain',
    null,
  ],
  [
    'two shops with e-mails there',
    (kit) => {
      kit.lead('A', { company: kit.company({ emails: [`shop@${kit.domain}`] }) });
      kit.company({ emails: [`bakery@${kit.domain}`] });
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none)',
    null,
  ],
  [
    'a web site there, and contacts of no company',
    (kit) => {
      benWithLead(kit);
      contactAt(kit, 'cara');
      kit.company({ web: `https://${kit.domain}` });
      return {};
    },
    'A by domain',
    'A',
  ],
  [
    'a web site there, and a contact of another company',
    (kit) => {
      benWithLead(kit, { companyId: kit.company({}) });
      kit.company({ web: `https://${kit.domain}` });
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none)',
    null,
  ],
  [
    'two web sites there',
    (kit) => {
      kit.lead('A', { company: kit.company({ web: `https://${kit.domain}/~shop` }) });
      kit.company({ web: `https://${kit.domain}/~bakery` });
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none)',
    null,
  ],
  [
    'a bakery’s page on a shared site',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Bakery', web: 'https://sites.google.com/view/bakery' }) });
      return { email: 'mark@google.com' };
    },
    'nobody',
    null,
  ],
  [
    'a bakery’s page on a social network',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Bakery', web: 'https://www.linkedin.com/company/bakery' }) });
      return { email: 'mark@linkedin.com' };
    },
    'nobody',
    null,
  ],
];

export const namedDomains = {
  companyDomains: ['telia.com', 'group.example', 'several.example'],
  providerDomains: ['dsl.example'],
};

/** Domains that administrators classified: `namedDomains`. */
export const named: readonly Row[] = [
  ['a provider on no list', colleagues('ben@dsl.example', 'anna@dsl.example', true), 'nobody', null],
  ['a subdomain of it', colleagues('ben@home.dsl.example', 'anna@home.dsl.example', true), 'nobody', null],
  [
    'the exact address there',
    (kit) => {
      withLead(kit, { emails: ['known@dsl.example'] });
      return { email: 'known@dsl.example' };
    },
    'A by email',
    'A',
  ],
  ['a company that is listed as a provider', colleagues('ben@telia.com', 'anna@mail.telia.com'), 'A by domain', 'A'],
  [
    'a group of companies',
    (kit) => {
      contactWithLead(kit, 'A', { emails: ['ben@group.example'], companyId: kit.company({}) });
      kit.contact({ emails: ['cara@group.example'], companyId: kit.company({}) });
      return { email: 'anna@group.example' };
    },
    'A by domain',
    'A',
  ],
  [
    'a company with two leads',
    (kit) => {
      contactWithLead(kit, 'A', { emails: ['ben@several.example'] });
      contactWithLead(kit, 'B', { emails: ['cara@several.example'] });
      return { email: 'anna@several.example' };
    },
    'severalLeads, B by domain, A by domain',
    null,
  ],
  ['a company that is not named', colleagues('ben@{domain}', 'anna@{domain}'), 'onlyResembling, A by domain', 'A'],
];
