import $ from 'jquery';
import pageRequire from 'require';
import type { CardContact } from '../../server/api/card/payments-view.ts';
import type { KommoPage, KommoWidget, Locale, ScriptFile, XhrLike } from './kommo-widget.ts';

/** Kommo as the rest of the widget sees it. Only this file touches `self`, `APP` and jQuery. */
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

/** A contact of the open card with an e-mail address. */
interface CardPerson extends CardContact {
  readonly name: string;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** whether the server may hold the request for 25 s */
  readonly isHeld?: boolean;
}

export interface HttpExchange {
  readonly answer: Promise<HttpAnswer>;
  abort(): void;
}

/** `status` is 0 without an answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: string;
}

declare global {
  interface Window {
    readonly APP?: KommoPage;
  }
}

const ANSWER_TIMEOUT_MS = 15_000;
const HELD_TIMEOUT_MS = 40_000;
const CONTACTS_TIMEOUT_MS = 3_000;
/** maximum number of contacts, and of addresses of each, that the server accepts */
const MOST_NAMED = 50;

export function createKommoHost(self: KommoWidget): KommoHost {
  const code = (): string => self.params.widget_code;
  const pageChanged = (): string => `page:changed.${code()}`;

  const addressOf = (file: string): string => {
    const folder = (self.params.cdn_path ?? self.params.path ?? '').replace(/\/$/, '');
    return `${folder}/${file}?v=${self.params.version}`;
  };

  function loadStyle(file: string): Promise<void> {
    const href = addressOf(file);
    const id = `${code()}-${file.replace('.', '-')}`;
    const present = document.getElementById(id);
    const isCurrent = present?.getAttribute('href') === href;
    if (isCurrent && present instanceof HTMLLinkElement && present.sheet) return Promise.resolve();
    if (!isCurrent) present?.remove();
    const link = isCurrent ? $(present) : $('<link>', { id, rel: 'stylesheet', href }).appendTo('head');
    return new Promise((resolve) => link.on('load error', resolve));
  }

  return {
    area: () => self.system().area,

    cardId() {
      const card = window.APP?.data?.current_card;
      return card ? Number(card.id ?? 0) : null;
    },

    selected: () => self.list_selected?.(),

    locale() {
      const language = window.APP?.lang_id ?? 'en';
      return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
    },

    texts: (section) => self.i18n(section) ?? null,

    openPanel() {
      const id = `${code()}-panel`;
      // Where Kommo appends a template instead of replacing the last one, a second one would appear below.
      if (!document.getElementById(id)) {
        self.render_template({
          caption: { class_name: `${code()}-caption` },
          body: '',
          render: `<div class="${ROOT_CLASS} ${id}" id="${id}"></div>`,
        });
      }
      return document.getElementById(id);
    },

    settingsPagePath: () => `/settings/widgets/${code()}/`,

    widgetCode: code,
    isInstalled: () => self.params.status !== 'install',
    showError: (header, text) => window.APP?.notifications?.show_message_error({ header, text }),

    loadStyle,

    loadModule: (file) =>
      new Promise((resolve) => {
        pageRequire([addressOf(file)], resolve, () => resolve(null));
      }),

    version: () => self.params.version,

    cardContacts() {
      const asked = self.get_current_card_contacts_data?.();
      if (!asked) return Promise.resolve([]);
      return new Promise((resolve) => {
        const giveUp = setTimeout(() => resolve([]), CONTACTS_TIMEOUT_MS);
        const settle = (contacts: readonly CardPerson[]): void => {
          clearTimeout(giveUp);
          resolve(contacts);
        };
        asked.then(
          (contacts) => settle(parseContacts(contacts)),
          () => settle([]),
        );
      });
    },

    send(request) {
      let xhr: XMLHttpRequest | undefined;
      const deferred = self.$authorizedAjax({
        url: request.url,
        method: request.method,
        headers: request.headers,
        dataType: 'text',
        timeout: request.isHeld ? HELD_TIMEOUT_MS : ANSWER_TIMEOUT_MS,
        // The Deferred has no `abort`, and a browser has six connections to a server: a held request must not keep its
        // own.
        xhr() {
          xhr = new XMLHttpRequest();
          return xhr;
        },
        ...(request.json === undefined
          ? {}
          : { data: JSON.stringify(request.json), contentType: 'application/json; charset=utf-8' }),
      });
      const answer = new Promise<HttpAnswer>((resolve) => {
        deferred.then(
          (data, _status, answered) => resolve(answerOf(answered, data, 200)),
          (failed) => resolve(answerOf(failed, failed?.responseText, 0)),
        );
      });
      return {
        answer,
        abort() {
          if (!xhr) return;
          // jQuery 2 does not listen to it, and would keep the request until its timeout.
          xhr.onabort = xhr.onerror;
          xhr.abort();
        },
      };
    },

    onPageChanged(listener) {
      $(document).off(pageChanged()).on(pageChanged(), listener);
    },
    offPageChanged() {
      $(document).off(pageChanged());
    },
  };
}

function answerOf(xhr: XhrLike | undefined, body: unknown, otherwise: number): HttpAnswer {
  return {
    status: xhr?.status ?? otherwise,
    etag: xhr?.getResponseHeader('ETag') ?? null,
    body: typeof body === 'string' ? body : '',
  };
}

/** `[{id, name, emails: […]}]`: https://developers.kommo.com/docs/script-js */
function parseContacts(contacts: unknown): CardPerson[] {
  if (!Array.isArray(contacts)) return [];
  const parsed = contacts.flatMap((contact: { id?: unknown; name?: unknown; emails?: unknown } | null) => {
    const emails = Array.isArray(contact?.emails) ? contact.emails.filter((email) => typeof email === 'string') : [];
    if (!contact?.id || emails.length === 0) return [];
    const name = typeof contact.name === 'string' ? contact.name : '';
    return [{ id: Number(contact.id), name, emails: emails.slice(0, MOST_NAMED) }];
  });
  return parsed.slice(0, MOST_NAMED);
}
