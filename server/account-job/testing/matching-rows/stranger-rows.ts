import type { Row } from '../matching-world.ts';
import { withLead } from './arrange.ts';

export const strangers: readonly Row[] = [
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
