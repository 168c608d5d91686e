import { domainToASCII } from 'node:url';

/**
 * An e-mail address as it is compared: spaces around it, letter case and the spelling of letters and of the domain
 * (`müller.example`, `xn--mller-kva.example`) do not count. Null when the text is no address. Case in front of the `@`
 * counts by the letter of RFC 5321, section 2.4, but at no provider that matters.
 */
export function foldEmail(text: string): string | null {
  const address = text.trim().normalize('NFC').toLowerCase();
  const at = address.lastIndexOf('@');
  const name = address.slice(0, Math.max(at, 0));
  const domain = asciiDomain(address.slice(at + 1));
  return name === '' || domain === '' || /[\s<>]/.test(name + domain) ? null : `${name.normalize('NFC')}@${domain}`;
}

function asciiDomain(domain: string): string {
  const withoutRoot = domain.replace(/\.$/, '');
  // An ASCII domain stays as it is: as a host of a URL, `123` would become an IP address.
  return /^\p{ASCII}*$/u.test(withoutRoot) ? withoutRoot : domainToASCII(withoutRoot);
}
