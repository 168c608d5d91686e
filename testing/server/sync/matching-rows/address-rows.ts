import type { Row } from '../matching-world.ts';
import { contactWithLead, withLead } from './arrange.ts';

export const address: readonly Row[] = [
  [
    'the contact’s only lead',
    (kit) => {
      withLead(kit);
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'letter case at FastSpring',
    (kit) => {
      withLead(kit);
      return { email: `Anna@${kit.domain.toUpperCase()}` };
    },
    'A by email',
    'A',
  ],
  [
    'letter case in Kommo',
    (kit) => {
      withLead(kit, { emails: [`ANNA@${kit.domain}`] });
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'a second address of the contact',
    (kit) => {
      withLead(kit, { emails: [`office@${kit.domain}`, `anna@${kit.domain}`] });
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'two addresses in one value',
    (kit) => {
      withLead(kit, { emails: [`office@${kit.domain}; anna@${kit.domain}`] });
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'an umlaut in the domain, punycode in Kommo',
    (kit) => {
      withLead(kit, { emails: ['anna@xn--mller-a-n2a.example'] });
      return { email: 'anna@müller-a.example' };
    },
    'A by email',
    'A',
  ],
  [
    'punycode at FastSpring, an umlaut in Kommo',
    (kit) => {
      withLead(kit, { emails: ['anna@jürgens.example'] });
      return { email: 'anna@xn--jrgens-3ya.example' };
    },
    'A by email',
    'A',
  ],
  [
    'an umlaut in the name',
    (kit) => {
      withLead(kit, { emails: [`jürgen@${kit.domain}`] });
      return { email: `Jürgen@${kit.domain}` };
    },
    'A by email',
    'A',
  ],
  [
    'a plus-tag at FastSpring',
    (kit) => {
      withLead(kit);
      return { email: `anna+shop@${kit.domain}` };
    },
    'A by alias',
    'A',
  ],
  [
    'a plus-tag in Kommo',
    (kit) => {
      withLead(kit, { emails: [`anna+crm@${kit.domain}`] });
      return {};
    },
    'A by alias',
    'A',
  ],
  [
    'Gmail’s dots at FastSpring',
    (kit) => {
      withLead(kit, { emails: ['dottedanna@gmail.com'] });
      return { email: 'dotted.anna@gmail.com' };
    },
    'A by alias',
    'A',
  ],
  [
    'Gmail’s dots in Kommo, found by the name',
    (kit) => {
      withLead(kit, { name: 'Greta Gmail', emails: ['greta.gmail@gmail.com'] });
      return { email: 'gretagmail@gmail.com', first: 'Greta', last: 'Gmail' };
    },
    'A by alias',
    'A',
  ],
  [
    'Gmail’s other domain',
    (kit) => {
      withLead(kit, { emails: ['other.domain@gmail.com'] });
      return { email: 'other.domain@googlemail.com' };
    },
    'A by alias',
    'A',
  ],
  [
    'dots where they count',
    (kit) => {
      withLead(kit, { emails: [`dot.ted@${kit.domain}`] });
      return { email: `dotted@${kit.domain}` };
    },
    'onlyResembling, A by domain',
    null,
  ],
  [
    'the exact address before an equivalent one',
    (kit) => {
      contactWithLead(kit, 'B', { emails: [`anna+crm@${kit.domain}`] });
      withLead(kit);
      return {};
    },
    'A by email',
    'A',
  ],
];
