import type { z } from 'zod';
import type { draftSchema } from './link-draft.ts';

/** What becomes of a payment link: made, followed in a browser, ordered and not yet paid, paid, or out of time. */
export type PaymentLinkState = 'open' | 'opened' | 'pending' | 'paid' | 'expired';

/** `checkout`: paid within days; `quote`: a written offer that stays open for weeks. */
export type PaymentLinkKind = 'checkout' | 'quote';

/** A payment link as its lead's card shows it. */
export interface PaymentLinkView {
  readonly id: string;
  readonly kind: PaymentLinkKind;
  /** what the buyer is sent */
  readonly url: string;
  readonly product: string;
  readonly quantity: number;
  readonly coupon: string | null;
  /** the buyer it was made for; the order comes back to this lead, whoever pays */
  readonly email: string;
  readonly createdAt: string;
  /** the name of Kommo's user, or the number where the name is not known */
  readonly createdBy: string;
  /** null when FastSpring does not say */
  readonly expiresAt: string | null;
  readonly state: PaymentLinkState;
  /** when it came into its state */
  readonly since: string;
}

/** `GET /api/v1/leads/{leadId}/payment-links/offer`: what a link can be made for. */
export interface PaymentLinkOffer {
  readonly products: readonly OfferedProduct[];
  /** the first is what is made unless somebody chooses */
  readonly kinds: readonly PaymentLinkKind[];
}

export interface OfferedProduct {
  readonly path: string;
  /** in the reader's language where FastSpring has it */
  readonly name: string;
  /** a decimal string; null when FastSpring names no price */
  readonly price: string | null;
  readonly currency: string | null;
  /** null for what is bought once */
  readonly interval: 'adhoc' | 'day' | 'week' | 'month' | 'year' | null;
  readonly intervalLength: number;
}

/** The body of `POST /api/v1/leads/{leadId}/payment-links`. */
export type PaymentLinkDraft = Readonly<z.input<typeof draftSchema>>;
