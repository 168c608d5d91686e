import { day } from './format.ts';
import { fill, languageOf } from './language.ts';
import { productText } from './sentence.ts';

/** The note about a payment link. */
export interface NotedLink {
  readonly kind: string;
  readonly url: string;
  readonly product: string;
  readonly quantity: number;
  readonly coupon: string | null;
  readonly email: string;
  /** Kommo's user */
  readonly madeBy: string;
  /** ms; null when FastSpring does not say */
  readonly expiresAt: number | null;
}

/** The note that a lead gets when somebody makes a payment link on its card. */
export function paymentLinkNote(link: NotedLink, language: string): string {
  const { texts, locale } = languageOf(language);
  const { paymentLink } = texts;
  const headline = fill(link.kind === 'quote' ? paymentLink.quoteMade : paymentLink.linkMade, { name: link.madeBy });
  const details = [
    productText(link.product, link.quantity),
    fill(paymentLink.forBuyer, { email: link.email }),
    link.coupon === null ? null : fill(paymentLink.coupon, { coupon: link.coupon }),
    link.expiresAt === null ? null : fill(paymentLink.validUntil, { date: day(link.expiresAt, locale) }),
  ].filter((detail) => detail !== null);
  return `${headline} · ${details.join(' · ')} · ${link.url}`;
}
