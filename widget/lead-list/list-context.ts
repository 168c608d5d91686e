import type { Locale } from '../kommo-widget.ts';
import type { Formats } from '../ui/formats.ts';
import type { ListApi } from './list-api.ts';

/** What every part of the window needs. */
export interface ListContext {
  readonly texts: {
    readonly words: Locale['leadList'];
    readonly panel: Locale['panel'];
    readonly link: Locale['paymentLink'];
  };
  readonly formats: Formats;
  readonly regions: Intl.DisplayNames;
  readonly api: ListApi;
  /** the reader's, as far as the browser tells; empty otherwise */
  readonly country: string;
}
