import type { PaymentLinkKind } from '../../server/api/payment-links/payment-links-view.ts';
import type { Locale } from '../host/kommo-widget.ts';
import type { Formats } from '../ui/formats.ts';
import type { LinkApi } from './link-api.ts';

export type LinkTexts = Locale['paymentLink'];

/** Who will pay, as far as the card and the ledger know; all of it can be changed in the form. */
export interface Buyer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly country: string;
}

/** What is being typed. The id stays as long as nothing else changes, so that a lost answer makes no second link. */
export interface Draft extends Buyer {
  readonly id: string;
  readonly kind: PaymentLinkKind;
  readonly product: string;
  readonly quantity: string;
  readonly coupon: string;
  readonly postalCode: string;
}

export interface LinkFormProps {
  readonly texts: LinkTexts;
  /** what stands before the maker's contact */
  readonly help: string;
  readonly formats: Formats;
  readonly api: LinkApi;
  readonly buyer: Buyer;
  readonly regions: Intl.DisplayNames;
  /** the panel then shows it too */
  readonly onMade: () => void;
  readonly onClose: () => void;
}
