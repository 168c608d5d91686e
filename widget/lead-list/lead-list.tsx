import Modal from 'lib/components/base/modal';
import { render } from 'preact';
import type { KommoHost } from '../host/kommo-host.ts';
import { linkTexts } from '../payment-link/link-texts.ts';
import { createFormats } from '../ui/formats.ts';
import { createListApi } from './list-api.ts';
import { ListWindow } from './list-window.tsx';
import { selectedLeads } from './selected-leads.ts';

/** of the last window */
let shown: HTMLElement | null = null;

/** Shows the payments of the selected leads in Kommo's list, in a single window even after repeated clicks. */
async function openWindow(host: KommoHost): Promise<void> {
  const [words, panel, link] = [host.texts('leadList'), host.texts('panel'), host.texts('paymentLink')];
  if (!words || !panel || !link) return;
  const leadIds = selectedLeads(host.selected());
  if (leadIds.length === 0) return host.showError(words.title, words.none);
  await Promise.all([host.loadStyle('style.css'), host.loadStyle('forms.css')]);
  if (shown?.isConnected) return;
  const root = document.createElement('div');
  shown = root;
  root.className = `${ROOT_CLASS} pvf-window`;
  root.lang = host.locale();
  const modal = new Modal({
    class_name: `${host.widgetCode()}-lead-list`,
    init(body) {
      body.trigger('modal:loaded').html(root).trigger('modal:centrify');
      render(
        <ListWindow
          context={{
            texts: { words, panel, link: linkTexts(link, panel) },
            formats: createFormats(host.locale()),
            regions: new Intl.DisplayNames(host.locale(), { type: 'region' }),
            api: createListApi(host),
            country: host.locale().split('-')[1]?.toUpperCase() ?? '',
          }}
          leadIds={leadIds}
          onGrown={() => body.trigger('modal:centrify')}
          onClose={() => modal.destroy()}
        />,
        root,
      );
    },
    destroy: () => render(null, root),
  });
}

/** Adds a button to the panel beside the list: Kommo's own menu does not show the widget everywhere alike. */
async function showButton(host: KommoHost): Promise<void> {
  const texts = host.texts('leadList');
  await host.loadStyle('style.css');
  const root = texts && host.area() === 'llist' ? host.openPanel() : null;
  if (!root || !texts) return;
  // A separate element: the card's panel may get the same root, from another copy of Preact.
  const holder = document.createElement('div');
  root.replaceChildren(holder);
  render(
    <button type="button" class="pvf-button" onClick={() => openWindow(host)}>
      {texts.open}
    </button>,
    holder,
  );
}

export default { openWindow, showButton };
