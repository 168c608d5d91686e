import { render } from 'preact';
import type { KommoHost } from '../host/kommo-host.ts';

/** Says in Kommo's install window where the settings are; that window's own fields hold none of them. */
export function showSettingsHint(host: KommoHost, modalBody: Element): void {
  const texts = host.texts('settings');
  if (!texts) return;
  const place = modalBody.querySelector('.widget_settings_block') ?? modalBody;
  const root = place.querySelector('.payments-via-fastspring') ?? document.createElement('div');
  root.className = ROOT_CLASS;
  place.prepend(root);
  render(
    <div class="pvf-message">
      <p>{host.isInstalled() ? texts.where : texts.installFirst}</p>
      {host.isInstalled() && <a href={host.settingsPagePath()}>{texts.open}</a>}
    </div>,
    root,
  );
}
