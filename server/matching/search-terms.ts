import { domainToUnicode } from 'node:url';
import { foldEmail, readableEmail } from '../ledger/email.ts';
import { domainOf, gmailDomains } from './email.ts';

/** Kommo searches for literal text, so each possible spelling needs a search of its own. */

/** Other spellings of an address that its owner's contact may have, without the one in which it was read. */
export function otherSpellings(email: string): readonly string[] {
  const folded = foldEmail(email);
  if (folded === null) return [];
  const domain = domainOf(folded);
  const name = folded.slice(0, -domain.length - 1);
  const withoutLabel = name.replace(/(?<=.)\+.*/, '');
  const isGmail = gmailDomains.has(domain);
  const names = isGmail ? [withoutLabel, withoutLabel.replaceAll('.', '')] : [name, withoutLabel];
  const domains = isGmail ? [domain, ...gmailDomains] : domainSpellings(domain);
  const spellings = names.flatMap((each) => domains.map((at) => `${each}@${at}`));
  return [...new Set(spellings)].filter((spelling) => spelling !== readableEmail(email));
}

/** Both spellings of a domain, such as `xn--mller-kva.example` and `müller.example`, or its only one. */
export function domainSpellings(domain: string): readonly string[] {
  const unicode = domainToUnicode(domain);
  return unicode === '' || unicode === domain ? [domain] : [domain, unicode];
}
