import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { OlderPage } from '../../server/api/card/older-view.ts';
import type { FormFile } from '../host/kommo-widget.ts';
import type { Formats } from '../ui/formats.ts';
import type { Texts } from '../ui/texts.ts';
import type { ListName } from './payments-api.ts';

export interface PanelContext {
  readonly texts: Texts;
  readonly formats: Formats;
  /** ms, whole minutes: everything on the panel uses the same time */
  readonly now: number;
  readonly settingsPath: string;
  readonly actions: PanelActions;
}

export interface PanelActions {
  /** Refreshes at once; resolves with any answer. */
  refresh(): Promise<void>;
  /** the next part of a list; a text says why there is none */
  older<Item>(list: ListName, cursor: string): Promise<OlderPage<Item> | string>;
  /** null when it is done, otherwise why not; the panel then shows the change by itself */
  link(customerId: string): Promise<string | null>;
  unlink(customerId: string): Promise<string | null>;
  /** shows a form; the returned function closes it */
  showForm(file: FormFile, place: Omit<FormPlace, 'leadId' | 'onMade'>): () => void;
}

/** The possible payers, from what the ledger knows about the lead's customer. */
export interface KnownBuyer {
  readonly email: string | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly country: string | null;
}

/** Where a form's script shows it, the parts of the panel it may need, and its callbacks. */
export interface FormPlace {
  readonly root: HTMLElement;
  readonly leadId: number;
  readonly panel: PanelContext;
  readonly known?: KnownBuyer | undefined;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

const Context = createContext<PanelContext | null>(null);

export const PanelProvider = Context.Provider;

export function usePanel(): PanelContext {
  const context = useContext(Context);
  if (!context) throw new Error('Outside of a panel');
  return context;
}
