import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { FastspringCheckView } from '../../../server/api/settings/fastspring-check-view.ts';
import type { SettingsView } from '../../../server/api/settings/settings-view.ts';
import type { StatusView } from '../../../server/api/status/status-view.ts';
import type { Answer, Refusal } from '../../client/answer.ts';
import type { Locale } from '../../host/kommo-widget.ts';
import type { Doubts, SettingsApi, SettingsChange } from '../api/settings-api.ts';
import type { FormName, SectionName } from '../section/section-names.ts';
import type { PageFormats } from './page-formats.ts';

export type PageTexts = Locale['page'];

export interface PageContext {
  readonly texts: PageTexts;
  readonly formats: PageFormats;
  readonly api: SettingsApi;
  readonly settings: SettingsView;
  readonly status: StatusView;
  /** FastSpring's verdict on the saved API credentials; null during the request and for readers without the right */
  readonly credentials: FastspringCheckView['verdict'] | null;
  readonly mayChange: boolean;
  readonly maySeeBuyers: boolean;
  readonly isAddressCopied: boolean;
  /** ms */
  readonly now: number;
  readonly version: string;
  noteAddressCopied(): void;
  leadPath(leadId: number): string;
  /** @returns the settings as stored; the page then shows them */
  save(change: SettingsChange, doubts: Doubts): Promise<Answer<SettingsView>>;
  /** the page then shows the new one */
  changeWebhookAddress(): Promise<Refusal | null>;
  /** the page then shows the present state, even after a refusal */
  rotateWebhookSecret(): Promise<Refusal | null>;
  checkCredentials(): Promise<void>;
  refreshStatus(): Promise<void>;
  /** the sections with unsaved changes, in the order of the changes */
  readonly unsaved: readonly SectionName[];
  noteUnsaved(form: FormName, isUnsaved: boolean): void;
}

const Context = createContext<PageContext | null>(null);

export const PageProvider = Context.Provider;

export function usePage(): PageContext {
  const context = useContext(Context);
  if (!context) throw new Error('A part of the settings page is used outside of it');
  return context;
}

/** The names in Kommo's account; only for sections that need them. */
const Catalog = createContext<CatalogView | null>(null);

export const CatalogProvider = Catalog.Provider;

export function useCatalog(): CatalogView {
  const catalog = useContext(Catalog);
  if (!catalog) throw new Error('A part of the settings page is used without the account’s catalog');
  return catalog;
}
