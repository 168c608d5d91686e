import type { Locale } from '../host/kommo-widget.ts';

/** The panel's texts in the reader's language, with the words of the server's codes. */
export type Texts = Locale['panel'] & { readonly failure: { readonly codes: Readonly<Record<string, string>> } };

/**
 * One form per plural category of `Intl.PluralRules`. `one` is also the form of exactly 1 in a language without that
 * category: Indonesian counts everything alike, and still says "per month" instead of "every 1 months".
 */
export interface PluralForms {
  readonly one: string;
  readonly other: string;
}

/** Puts values into `{name}` places. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
