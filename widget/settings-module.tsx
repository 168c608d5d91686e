import { render } from 'preact';
import type { KommoHost } from './kommo-host.ts';
import { Message } from './ui/message.tsx';

/** What `settings.js` gives: shows the settings in this element, and gives the function that ends it. */
type ShowSettings = (host: KommoHost, root: HTMLElement) => () => void;

export interface SettingsModule {
  /** Shows the settings in the page that Kommo opened for them. */
  open(): Promise<void>;
  close(): void;
}

/** The settings page is a script of its own, loaded when it is opened: no card carries its weight. */
export function createSettingsModule(host: KommoHost): SettingsModule {
  let end = (): void => undefined;

  async function open(): Promise<void> {
    end();
    const [place, show] = await Promise.all([
      host.settingsPlace(),
      host.loadModule('settings.js'),
      host.loadStyle('style.css'),
      host.loadStyle('settings.css'),
    ]);
    if (!place) return sayNoPlace();
    const root = place.querySelector<HTMLElement>('.payments-via-fastspring') ?? document.createElement('div');
    root.className = 'payments-via-fastspring pvf-page';
    place.append(root);
    end = isShowSettings(show) ? show(host, root) : sayNotLoaded(root);
  }

  function sayNoPlace(): void {
    const texts = host.texts('advanced');
    if (texts) host.showError(texts.title, texts.noPlace);
  }

  function sayNotLoaded(root: HTMLElement): () => void {
    render(<Message text={host.texts('advanced')?.notLoaded ?? ''} />, root);
    return () => render(null, root);
  }

  return { open, close: () => end() };
}

const isShowSettings = (module: unknown): module is ShowSettings => typeof module === 'function';
