import type { Locale } from '../host/kommo-widget.ts';
import type { LinkTexts } from './form-state.ts';

/** The form's own words for a code of the server come before those of the card. */
export function linkTexts(link: Locale['paymentLink'], { failure }: Locale['panel']): LinkTexts {
  return { ...link, refusals: { ...failure.codes, rejected: failure.rejected.text, ...link.refusals } };
}
