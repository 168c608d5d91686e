import type { Locale } from '../host/kommo-widget.ts';

/** The panel's texts in the reader's language. */
export type Texts = Locale['panel'];

/** One form per plural category of `Intl.PluralRules`; a language without a category has its text under `other`. */
export interface PluralForms {
  readonly one: string;
  readonly other: string;
}

/** Puts values into `{name}` places. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
