import { render } from 'preact';
import type { KommoHost } from '../kommo-host.ts';
import { createSettingsApi } from './api/settings-api.ts';
import { Page } from './page/page.tsx';
import { showSettingsHint } from './settings-hint.tsx';

/** Kommo may take its page away without telling: looked for so often, ms. */
const LOOK_AROUND_MS = 1_000;

/** Shows the settings in `root`, until the function that it gives is called or Kommo takes the element away. */
function showSettings(host: KommoHost, root: HTMLElement): () => void {
  const texts = host.texts('page');
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

export default { showSettings, showSettingsHint };
