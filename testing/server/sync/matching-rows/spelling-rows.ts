import type { Kit, Payer, Row } from '../matching-world.ts';
import { contactWithLead, withLead } from './arrange.ts';

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (letter) => String.fromCodePoint(0xfee0 + letter.charCodeAt(0)));

/** The contact's address, spelled differently in Kommo. */
const inKommo =
  (write: (address: string) => string) =>
  (kit: Kit): Payer => {
    withLead(kit, { emails: [write(`anna@${kit.domain}`)] });
    return {};
  };
/** The payer's address, spelled differently at FastSpring. */
const atFastSpring =
  (write: (address: string) => string) =>
  (kit: Kit): Payer => {
    withLead(kit);
    return { email: write(`anna@${kit.domain}`) };
  };

export const spelling: readonly Row[] = [
  ['a zero-width space before it in Kommo', inKommo((address) => `\u200b${address}`), 'A by email', 'A'],
  ['a left-to-right mark behind it in Kommo', inKommo((address) => `${address}\u200e`), 'A by email', 'A'],
  ['a zero-width space inside it in Kommo', inKommo((address) => address.replace('@', '@\u200b')), 'A by email', 'A'],
  ['a byte order mark inside it in Kommo', inKommo((address) => address.replace('n', 'n\ufeff')), 'A by email', 'A'],
  ['a soft hyphen in its domain in Kommo', inKommo((address) => address.replace('-', '-\u00ad')), 'A by email', 'A'],
  ['direction marks around it in Kommo', inKommo((address) => `\u202a${address}\u202c`), 'A by email', 'A'],
  ['mailto: in Kommo', inKommo((address) => `mailto:${address}`), 'A by email', 'A'],
  ['a name around it in Kommo', inKommo((address) => `Anna Schmidt <${address}>`), 'A by email', 'A'],
  [
    'a name with a comma, and another address, in Kommo',
    inKommo((address) => `"Schmidt, Anna" <${address}>, office@else.example`),
    'A by email',
    'A',
  ],
  ['full-width letters in Kommo', inKommo(fullWidth), 'A by email', 'A'],
  ['a dot at its end in Kommo', inKommo((address) => `${address}.`), 'A by email', 'A'],
  ['no-break spaces around it in Kommo', inKommo((address) => `\u00a0${address}\u00a0`), 'A by email', 'A'],
  ['a zero-width space before it at FastSpring', atFastSpring((address) => `\u200b${address}`), 'A by email', 'A'],
  ['a left-to-right mark behind it at FastSpring', atFastSpring((address) => `${address}\u200e`), 'A by email', 'A'],
  [
    'a word joiner inside it at FastSpring',
    atFastSpring((address) => address.replace('@', '\u2060@')),
    'A by email',
    'A',
  ],
  ['mailto: at FastSpring', atFastSpring((address) => `mailto:${address}`), 'A by email', 'A'],
  ['a name around it at FastSpring', atFastSpring((address) => `Anna Schmidt <${address}>`), 'A by email', 'A'],
  ['full-width letters at FastSpring', atFastSpring(fullWidth), 'A by email', 'A'],
  ['a dot at its end at FastSpring', atFastSpring((address) => `${address}.`), 'A by email', 'A'],
  [
    'mailto: at FastSpring, a name around it in Kommo',
    (kit) => {
      withLead(kit, { emails: [`Anna <Anna@${kit.domain}.>`] });
      return { email: `mailto:anna@${kit.domain}` };
    },
    'A by email',
    'A',
  ],
  [
    'a plus-tag and a zero-width space',
    (kit) => {
      withLead(kit, { emails: [`\u200banna+crm@${kit.domain}`] });
      return {};
    },
    'A by alias',
    'A',
  ],
  [
    'a zero-width space at a mail provider',
    (kit) => {
      withLead(kit, { name: 'Zoe Zerowidth', emails: ['zoe.zero@\u200bposteo.de'] });
      return { email: 'zoe.zero@posteo.de', first: 'Zoe', last: 'Zerowidth' };
    },
    'A by email',
    'A',
  ],
  [
    'the address as the display name of another one',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`"anna@${kit.domain}" <else@named.example>`] });
      return {};
    },
    'nobody',
    null,
  ],
  [
    'an invisible character inside a longer address',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`lucy\u200banna@${kit.domain}`] });
      return {};
    },
    'onlyResembling, A by domain',
    null,
  ],
];
