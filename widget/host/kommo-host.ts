import $ from 'jquery';
import { loadModule, loadStyle } from './archive-files.ts';
import { type CardPerson, readCardContacts } from './card-contacts.ts';
import { type HttpExchange, type HttpRequest, send } from './http-exchange.ts';
import type { KommoPage, KommoWidget, Locale, ScriptFile } from './kommo-widget.ts';
import { localeOf } from './locale.ts';

/** Kommo as the rest of the widget sees it. Only this folder touches `self`, `APP` and jQuery. */
export interface KommoHost {
  /** `lcard`, `ccard` or `comcard` for a card, `llist` for the list of leads: https://developers.kommo.com/docs/script-js */
  area(): string;
  /** id of the card's lead, contact or company; 0 while it is not saved; null outside a card */
  cardId(): number | null;
  /** the selection in the list; its shape is not guaranteed */
  selected(): unknown;
  /** a BCP 47 tag for numbers and dates: the language of the page, in the region of the reader's browser */
  locale(): string;
  /** the texts under this key, or null when Kommo has loaded no locale of ours */
  texts<Key extends keyof Locale>(section: Key): Locale[Key] | null;
  /** this widget's element in the card's right column; made when there is none */
  openPanel(): HTMLElement | null;
  /** path of the widget's own settings page; seen in accounts, not in Kommo's documentation */
  settingsPagePath(): string;
  /** Kommo's name for the widget's own places on its pages */
  widgetCode(): string;
  /** whether an administrator has installed the widget; before that its settings page does not exist */
  isInstalled(): boolean;
  /** shows a message above the current page */
  showError(header: string, text: string): void;
  /** Resolves when this style of the archive is applied, or cannot be. */
  loadStyle(file: 'style.css' | 'settings.css' | 'forms.css'): Promise<void>;
  /** an AMD module of the archive, loaded with the page's own loader; null when it cannot be loaded */
  loadModule(file: ScriptFile): Promise<unknown>;
  /** of the installed widget */
  version(): string;
  /** the open card's contacts; empty when Kommo does not answer within 3 s */
  cardContacts(): Promise<readonly CardPerson[]>;
  send(request: HttpRequest): HttpExchange;
  onPageChanged(listener: () => void): void;
  offPageChanged(): void;
}

declare global {
  interface Window {
    readonly APP?: KommoPage;
  }
}

export function createKommoHost(self: KommoWidget): KommoHost {
  const code = (): string => self.params.widget_code;
  const pageChanged = (): string => `page:changed.${code()}`;

  return {
    area: () => self.system().area,

    cardId() {
      const card = window.APP?.data?.current_card;
      return card ? Number(card.id ?? 0) : null;
    },

    selected: () => self.list_selected?.(),

    locale: () => localeOf(window.APP?.lang_id ?? 'en', navigator.languages),

    texts: (section) => self.i18n(section) ?? null,

    openPanel: () => panelElement(self),
    settingsPagePath: () => `/settings/widgets/${code()}/`,

    widgetCode: code,
    isInstalled: () => self.params.status !== 'install',
    showError: (header, text) => window.APP?.notifications?.show_message_error({ header, text }),

    loadStyle: (file) => loadStyle(self, file),
    loadModule: (file) => loadModule(self, file),

    version: () => self.params.version,

    cardContacts: () => readCardContacts(self),
    send: (request) => send(self, request),

    onPageChanged(listener) {
      $(document).off(pageChanged()).on(pageChanged(), listener);
    },
    offPageChanged() {
      $(document).off(pageChanged());
    },
  };
}

function panelElement(self: KommoWidget): HTMLElement | null {
  const { widget_code: code } = self.params;
  const id = `${code}-panel`;
  // Where Kommo appends a template instead of replacing the last one, a second one would appear below.
  if (!document.getElementById(id)) {
    self.render_template({
      caption: { class_name: `${code}-caption` },
      body: '',
      render: `<div class="${ROOT_CLASS} ${id}" id="${id}"></div>`,
    });
  }
  return document.getElementById(id);
}
