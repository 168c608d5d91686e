import { foldEmail } from '../ledger/email.ts';

/** The part of a folded address behind its `@`. */
export function domainOf(folded: string): string {
  return folded.slice(folded.lastIndexOf('@') + 1);
}

/** Whether two addresses are the same apart from letter case and the spelling of the domain. */
export function isSameAddress(one: string, other: string): boolean {
  const folded = foldEmail(one);
  return folded !== null && folded === foldEmail(other);
}

/**
 * Whether two addresses reach the same mailbox: a `+` and the text after it are the owner's label, and Gmail ignores dots
 * and has two domains (https://support.google.com/mail/answer/7436150).
 */
export function isSameMailbox(one: string, other: string): boolean {
  const mailbox = mailboxOf(one);
  return mailbox !== null && mailbox === mailboxOf(other);
}

function mailboxOf(email: string): string | null {
  const folded = foldEmail(email);
  if (folded === null) return null;
  const domain = domainOf(folded);
  const name = folded.slice(0, -domain.length - 1).replace(/(?<=.)\+.*/, '');
  return gmailDomains.has(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}

export const gmailDomains: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);
