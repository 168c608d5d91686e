import { render } from 'preact';
import type { KommoHost } from './kommo-host.ts';
import type settingsScript from './settings/settings-page.tsx';
import { Message } from './ui/message.tsx';
import { withContact } from './ui/with-contact.ts';

/** The classes of our root elements: set by scripts/build-widget.ts. */
declare const ROOT_CLASS: string;

export interface SettingsModule {
  /** Shows the settings in the page that Kommo opened for them. */
  open(): Promise<void>;
  /** Says in the integration's window where the settings are. */
  openHint(modalBody: Element | null): Promise<void>;
  close(): void;
}

/** The settings are a script of their own, loaded when they are opened: no card carries its weight. */
export function createSettingsModule(host: KommoHost): SettingsModule {
  let end = (): void => undefined;
  const load = () => Promise.all([host.loadModule('settings.js'), host.loadStyle('style.css')]);

  const help = (): string => host.texts('page')?.help ?? '';

  async function open(): Promise<void> {
    end();
    const [place, [script]] = await Promise.all([host.settingsPlace(), load(), host.loadStyle('settings.css')]);
    if (!place) return sayNoPlace();
    const root = place.querySelector<HTMLElement>('.payments-via-fastspring') ?? document.createElement('div');
    root.className = `${ROOT_CLASS} pvf-page`;
    place.append(root);
    end = isSettingsScript(script) ? script.showSettings(host, root) : sayNotLoaded(root);
  }

  async function openHint(modalBody: Element | null): Promise<void> {
    if (!modalBody) return;
    const [script] = await load();
    if (isSettingsScript(script)) script.showSettingsHint(host, modalBody);
    else sayNotLoaded(modalBody);
  }

  function sayNoPlace(): void {
    const texts = host.texts('advanced');
    if (texts) host.showError(texts.title, withContact(texts.noPlace, help()));
  }

  function sayNotLoaded(root: Element): () => void {
    render(<Message text={withContact(host.texts('advanced')?.notLoaded ?? '', help())} />, root);
    return () => render(null, root);
  }

  return { open, openHint, close: () => end() };
}

const isSettingsScript = (module: unknown): module is typeof settingsScript => module !== null;
