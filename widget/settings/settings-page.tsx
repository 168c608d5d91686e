import { render } from 'preact';
import type { KommoHost } from '../host/kommo-host.ts';
import { withContact } from '../ui/with-contact.ts';
import { createSettingsApi } from './api/settings-api.ts';
import { Page } from './page/page.tsx';
import type { PageTexts } from './page/page-context.ts';
import { showSettingsHint } from './settings-hint.tsx';
import { settingsPlace, windowBody } from './settings-place.ts';

/** ms between two checks of the page: Kommo may remove it without notice */
const LOOK_AROUND_MS = 1_000;

/** The page's own words for a code of the server come before those of the card. */
function pageTexts(host: KommoHost): PageTexts | null {
  const [page, panel] = [host.texts('page'), host.texts('panel')];
  return page && { ...page, refusals: { ...panel?.failure.codes, ...page.refusals } };
}

/** Shows the settings in `root`, until the returned function is called or Kommo removes the element. */
function showSettings(host: KommoHost, root: HTMLElement): () => void {
  const texts = pageTexts(host);
  if (texts) render(<Page host={host} texts={texts} api={createSettingsApi(host)} />, root);
  const timer = setInterval(() => {
    if (!root.isConnected) end();
  }, LOOK_AROUND_MS);
  const end = (): void => {
    clearInterval(timer);
    render(null, root);
  };
  return end;
}

/** Shows the settings in the page that Kommo opened for them. Returns the function that ends it. */
async function openSettings(host: KommoHost): Promise<() => void> {
  const styles = [host.loadStyle('style.css'), host.loadStyle('settings.css')];
  const [place] = await Promise.all([settingsPlace(host.widgetCode()), ...styles]);
  if (!place) {
    const texts = host.texts('advanced');
    if (texts) host.showError(texts.title, withContact(texts.noPlace, host.texts('page')?.help ?? ''));
    return () => undefined;
  }
  const root = place.querySelector<HTMLElement>('.payments-via-fastspring') ?? document.createElement('div');
  root.className = `${ROOT_CLASS} pvf-page`;
  place.append(root);
  return showSettings(host, root);
}

/** Says in the integration's window where the settings are. */
async function openHint(host: KommoHost, modalBody: Element | undefined): Promise<void> {
  const body = modalBody ?? windowBody(host.widgetCode());
  await host.loadStyle('style.css');
  if (body) showSettingsHint(host, body);
}

export default { openSettings, openHint };
