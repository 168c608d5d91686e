import { domainToASCII } from 'node:url';

/** Format characters, fillers and control characters: they come along when an address is copied from a page or a chat. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}[\p{Cc}--\s]]/gv;

/** Text without invisible characters, with its letters in their usual width. */
export function visibleText(text: string): string {
  return text.replace(invisible, '').normalize('NFKC');
}

/**
 * The address that a text means: without invisible characters, `mailto:`, a name, quotation marks or brackets around
 * it, full-width letters, or a dot or comma at its end. Its letter case and spelling stay. A text that means no address
 * comes back as it can be read.
 */
export function readableEmail(text: string): string {
  const visible = visibleText(text);
  const bracketed = /<([^<>]*)>[^<>]*$/.exec(visible)?.[1] ?? visible;
  return bracketed
    .replace(/(?<![\s,;])[\s,;]+$/, '')
    .trim()
    .replace(/^["'“”„«»‘’(](.*)["'“”«»‘’)]$/s, '$1')
    .replace(/^mailto:\s*([^?]*).*/is, '$1')
    .replaceAll('。', '.')
    .replace(/(?<!\.)\.+$/, '');
}

/**
 * An e-mail address as it is compared: what it means (`readableEmail`), whatever its letter case and the spelling of its
 * domain (`müller.example`, `xn--mller-kva.example`). Null when the text is no address. Case in front of the `@` counts
 * by the letter of RFC 5321, section 2.4, but at no provider that matters.
 */
export function foldEmail(text: string): string | null {
  const address = readableEmail(text).toLowerCase();
  const at = address.lastIndexOf('@');
  const name = address.slice(0, Math.max(at, 0));
  const domain = asciiDomain(address.slice(at + 1));
  return name === '' || domain === '' || /[\s<>]/.test(name + domain) ? null : `${name.normalize('NFC')}@${domain}`;
}

function asciiDomain(domain: string): string {
  // An ASCII domain stays as it is: as a host of a URL, `123` would become an IP address.
  return /^\p{ASCII}*$/u.test(domain) ? domain : domainToASCII(domain);
}
