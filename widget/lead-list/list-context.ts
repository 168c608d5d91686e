import type { Locale } from '../host/kommo-widget.ts';
import type { LinkTexts } from '../payment-link/form-state.ts';
import type { Formats } from '../ui/formats.ts';
import type { ListApi } from './list-api.ts';

export interface ListContext {
  readonly texts: {
    readonly words: Locale['leadList'];
    readonly panel: Locale['panel'];
    readonly link: LinkTexts;
  };
  readonly formats: Formats;
  readonly regions: Intl.DisplayNames;
  readonly api: ListApi;
  /** ISO 3166-1 alpha-2, from the browser's language; empty without a region */
  readonly country: string;
}
