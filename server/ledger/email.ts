import { domainToASCII } from 'node:url';

/** Format characters, fillers and control characters: copied along with an address from a page or a chat. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}[\p{Cc}--\s]]/gv;

/** The text without invisible characters, with letters in their usual width. */
export function visibleText(text: string): string {
  return text.replace(invisible, '').normalize('NFKC');
}

/**
 * The address in a text, without invisible characters, `mailto:`, a name, quotation marks or brackets around it,
 * full-width letters, or a dot or comma at its end. Letter case and spelling stay. A text without an address is
 * returned in readable form.
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
 * An e-mail address in the form for comparisons: readable (`readableEmail`), regardless of letter case and of the
 * spelling of its domain (`müller.example`, `xn--mller-kva.example`). Null if the text is not an address. By RFC 5321,
 * section 2.4, the case in front of the `@` counts, but at no provider that matters.
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
