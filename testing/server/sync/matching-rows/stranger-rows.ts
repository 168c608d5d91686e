import type { Row } from '../matching-world.ts';
import { contactWithLead, withLead } from './arrange.ts';

export const strangers: readonly Row[] = [
  [
    'a contact with the e-mail in its name',
    (kit) => {
      contactWithLead(kit, 'B', { name: `anna@${kit.domain}`, emails: ['else@decoy.example'] });
      return {};
    },
    'nobody',
    null,
  ],
  [
    'the same beside the right contact',
    (kit) => {
      contactWithLead(kit, 'B', { name: `Mail to anna@${kit.domain}` });
      withLead(kit);
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'the e-mail in another field',
    (kit) => {
      contactWithLead(kit, 'A', { position: `anna@${kit.domain}` });
      return {};
    },
    'nobody',
    null,
  ],
  [
    'a phone number with the digits of the e-mail',
    (kit) => {
      contactWithLead(kit, 'A', { phones: ['+49 151 1234567', '491511234567'] });
      return { email: '491511234567@digits.example' };
    },
    'nobody',
    null,
  ],
  [
    'the e-mail inside a longer one',
    (kit) => {
      contactWithLead(kit, 'A', { emails: ['lucyanna@inside.example'] });
      return { email: 'anna@inside.example' };
    },
    'onlyResembling, A by domain',
    null,
  ],
  [
    'the e-mail as the beginning of another',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`anna@${kit.domain}.org`] });
      return {};
    },
    'nobody',
    null,
  ],
  [
    'a look-alike letter',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`аnna@${kit.domain}`] });
      return {};
    },
    'onlyResembling, A by domain',
    null,
  ],
  [
    'a namesake at a mail provider',
    (kit) => {
      contactWithLead(kit, 'A', { name: 'Nora Name', emails: ['nora.other@web.de'] });
      return { email: 'nora.name@web.de', first: 'Nora', last: 'Name' };
    },
    'nobody',
    null,
  ],
  [
    'gmail.com as a company',
    (kit) => {
      kit.lead('A', { company: kit.company({ name: 'Gmail', web: 'https://gmail.com', emails: ['team@gmail.com'] }) });
      return { email: 'new.customer@gmail.com' };
    },
    'nobody',
    null,
  ],
  ['an unknown customer', () => ({}), 'nobody', null],
  [
    'an invalid address',
    (kit) => {
      withLead(kit);
      return { email: 'anna' };
    },
    'noEmail',
    null,
  ],
];
