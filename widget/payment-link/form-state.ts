import type { PaymentLinkKind } from '../../server/api/payment-links/payment-links-view.ts';
import type { Locale } from '../host/kommo-widget.ts';
import type { Formats } from '../ui/formats.ts';
import type { LinkApi } from './link-api.ts';

/** `refusals` has the words of every code of the server. */
export type LinkTexts = Locale['paymentLink'] & { readonly refusals: { readonly rejected: string } };

/** The payer, from the card and the ledger; every value can be changed in the form. */
export interface Buyer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly country: string;
}

/**
 * The form's current values. The id stays while nothing else changes, so that a retry after a lost answer makes no
 * second link.
 */
export interface Draft extends Buyer {
  readonly id: string;
  readonly kind: PaymentLinkKind;
  readonly product: string;
  readonly quantity: string;
  readonly coupon: string;
  readonly postalCode: string;
}

/** A changed form outlives its closing; null once its link is made. */
export interface KeptDraft {
  draft: Draft | null;
}

export interface LinkFormProps {
  readonly texts: LinkTexts;
  /** the text before the maker's contact */
  readonly help: string;
  readonly formats: Formats;
  readonly api: LinkApi;
  readonly buyer: Buyer;
  readonly regions: Intl.DisplayNames;
  readonly kept: KeptDraft;
  /** makes the panel show it too */
  readonly onMade: () => void;
  readonly onClose: () => void;
}
