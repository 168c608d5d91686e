import type { Row } from '../matching-world.ts';
import { colleagues, contactWithLead, withLead } from './arrange.ts';

export const company: readonly Row[] = [
  ['a colleague is suggested', colleagues('ben@{domain}', 'anna@{domain}'), 'onlyResembling, A by domain', 'A'],
  [
    'the colleague of the same name first',
    (kit) => {
      contactWithLead(kit, 'A', { name: 'Schmidt, Anna', emails: [`a.schmidt@${kit.domain}`] });
      contactWithLead(kit, 'B', { name: 'Ben', emails: [`ben@${kit.domain}`] });
      return {};
    },
    'onlyResembling, A by domain, B by domain',
    'A',
  ],
  [
    'the company’s web site',
    (kit) => {
      kit.lead('A', { company: kit.company({ web: `https://www.${kit.domain}/en` }) });
      return {};
    },
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'an umlaut in the domain of the company',
    colleagues('ben@xn--grn-ioa.example', 'anna@grün.example'),
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'the company’s name without its legal form',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Zephyrworks, Inc.' }) });
      return { company: 'ZEPHYRWORKS GmbH' };
    },
    'onlyResembling, A by company',
    'A',
  ],
  [
    'almost the company’s name',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Mueller Turbinenbau' }) });
      return { company: 'Müller Turbinenbau AG' };
    },
    'onlyResembling, A by company',
    'A',
  ],
  [
    'a company with only one word of the name in common',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Northwind Trading' }) });
      return { company: 'Northwind Aerospace' };
    },
    'nobody',
    null,
  ],
];

export const linking: readonly Row[] = [
  ['the company’s only lead', colleagues('ben@{domain}', 'anna@{domain}', true), 'A by domain', 'A'],
  [
    'the company’s only lead, past the payer’s own contact without one',
    (kit) => {
      const companyId = kit.company({});
      kit.contact({ name: 'Anna Schmidt', emails: [`anna@${kit.domain}`], companyId });
      contactWithLead(kit, 'A', { emails: [`ben@${kit.domain}`], companyId });
      return {};
    },
    'A by domain',
    'A',
  ],
  [
    'two leads of a company',
    (kit) => {
      const companyId = kit.company({});
      contactWithLead(kit, 'A', { emails: [`ben@${kit.domain}`], companyId });
      contactWithLead(kit, 'B', { emails: [`cara@${kit.domain}`], companyId });
      return {};
    },
    'severalLeads, B by domain, A by domain',
    null,
  ],
  [
    'the colleague of the same name among several',
    (kit) => {
      const companyId = kit.company({});
      contactWithLead(kit, 'A', { name: 'Anna Schmidt', emails: [`a.s@${kit.domain}`], companyId });
      contactWithLead(kit, 'B', { emails: [`cara@${kit.domain}`], companyId });
      return {};
    },
    'A by domain',
    'A',
  ],
  [
    'contacts of two companies at one domain',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`ben@${kit.domain}`], companyId: kit.company({}) });
      kit.contact({ emails: [`cara@${kit.domain}`], companyId: kit.company({}) });
      return {};
    },
    'onlyResembling, A by domain, no lead by domain (none)',
    null,
  ],
  [
    'a company’s closed lead',
    (kit) => {
      const ben = { emails: [`ben@${kit.domain}`], companyId: kit.company({}) };
      contactWithLead(kit, 'A', ben, { state: 'won' });
      return {};
    },
    'onlyResembling, A by domain (closed)',
    'A',
  ],
  ['a mail provider', colleagues('ben@posteo.de', 'anna@posteo.de'), 'nobody', null],
  [
    'the company’s name alone',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Quartzline Ltd' }) });
      return { company: 'Quartzline' };
    },
    'onlyResembling, A by company',
    'A',
  ],
];

export const off: readonly Row[] = [
  ['a colleague', colleagues('ben@{domain}', 'anna@{domain}'), 'nobody', 'A'],
  [
    'a plus-tag in Kommo, found by the name',
    (kit) => {
      withLead(kit, { emails: [`anna+crm@${kit.domain}`] });
      return {};
    },
    'A by alias',
    'A',
  ],
  [
    'the company’s name is suggested',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Basaltica SA' }) });
      return { company: 'Basaltica' };
    },
    'onlyResembling, A by company',
    'A',
  ],
];
