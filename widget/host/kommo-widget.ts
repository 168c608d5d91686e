import type english from '../i18n/en.json';

/** The texts of `i18n/*.json`: every locale has the same keys, which the packaging checks. */
export type Locale = typeof english;

/** A form's script in the archive, loaded when the form is opened. */
export type FormFile = 'payment-link.js' | 'find-customer.js';

/** A script in the archive that is loaded on demand. */
export type ScriptFile = 'settings.js' | 'lead-list.js' | FormFile;

/**
 * The parts of Kommo's widget object that this widget uses. Facts: https://developers.kommo.com/docs/script-js and
 * https://developers.kommo.com/docs/environment-variables
 */
export interface KommoWidget {
  callbacks: KommoCallbacks;
  readonly params: {
    readonly widget_code: string;
    readonly version: string;
    /** `installed` and `not_configured` are both in use */
    readonly status?: string;
    /** the address of the archive's files; `cdn_path` replaced `path` in November 2025 */
    readonly cdn_path?: string;
    readonly path?: string;
  };
  system(): { readonly area: string };
  /** the part of the current locale's file under this key */
  i18n<Key extends keyof Locale>(key: Key): Locale[Key] | undefined;
  render_template(template: {
    readonly caption: { readonly class_name: string };
    readonly body: string;
    readonly render: string;
  }): unknown;
  /** jQuery's `ajax` with Kommo's one-time token as `X-Auth-Token` */
  $authorizedAjax(options: AjaxOptions): Deferred;
  get_current_card_contacts_data?(): PromiseLike<unknown>;
  /** in a list: https://developers.kommo.com/docs/lists-sdk */
  list_selected?(): unknown;
}

interface KommoCallbacks {
  render(): boolean;
  init(): boolean;
  bind_actions(): boolean;
  settings(modalBody?: ArrayLike<Element>): boolean;
  onSave(): boolean;
  advancedSettings(): boolean;
  /** leads are selected in the list, and the widget is chosen in its menu */
  readonly leads: { selected(): void };
  destroy(): void;
}

interface AjaxOptions {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly contentType?: string;
  readonly dataType: 'text';
  /** ms */
  readonly timeout: number;
  readonly xhr: () => XMLHttpRequest;
}

/** jQuery 2's: `done` gets (data, status, xhr), `fail` gets (xhr, status, error). */
interface Deferred {
  then(
    done: (data: unknown, status: string, xhr?: XhrLike) => void,
    fail: (xhr?: XhrLike, status?: string) => void,
  ): unknown;
}

export interface XhrLike {
  readonly status: number;
  readonly responseText?: string;
  getResponseHeader(name: string): string | null;
}

/** The page's own object; read only. */
export interface KommoPage {
  readonly lang_id?: string;
  readonly notifications?: { show_message_error(message: { header: string; text: string }): void };
  readonly data?: { readonly current_card?: { readonly id?: number | string } | false };
}
