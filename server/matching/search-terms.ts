import { domainToUnicode } from 'node:url';
import { foldEmail, readableEmail } from '../ledger/email.ts';
import { domainOf, gmailDomains } from './email.ts';

/** Kommo searches for text, so what may be written in several ways is searched for in each of them. */

/** Other ways in which an address may stand at its owner's contact; the one it is read as is left out. */
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

/** `xn--mller-kva.example` and `müller.example`; one where there is no other. */
export function domainSpellings(domain: string): readonly string[] {
  const unicode = domainToUnicode(domain);
  return unicode === '' || unicode === domain ? [domain] : [domain, unicode];
}
