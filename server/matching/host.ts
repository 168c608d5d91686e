import { domainToASCII } from 'node:url';

/** The host of a page's address in ASCII, without `www.`; empty where the address has none that is valid. */
export function hostOf(address: string): string {
  const host = address
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#:].*/s, '');
  return domainToASCII(host)
    .replace(/^www\./, '')
    .replace(/\.$/, '');
}
