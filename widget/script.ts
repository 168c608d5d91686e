import { createKommoHost } from './host/kommo-host.ts';
import type { KommoWidget, ScriptFile } from './host/kommo-widget.ts';
import { createLeadCard } from './lead-card/lead-card.ts';
import type leadListScript from './lead-list/lead-list.tsx';
import type settingsScript from './settings/settings-page.tsx';
import { withContact } from './ui/with-contact.ts';

/** The scripts loaded on demand: no card loads them in vain. */
interface Scripts {
  readonly 'settings.js': typeof settingsScript;
  readonly 'lead-list.js': typeof leadListScript;
}

/** The constructor that Kommo loads and mixes into its own widget object. */
export default function PaymentsWidget(this: KommoWidget): KommoWidget {
  const host = createKommoHost(this);
  const leadCard = createLeadCard(host);
  let end = (): void => undefined;

  async function use<File extends keyof Scripts>(
    file: File,
    textsOf: 'advanced' | 'leadList',
    act: (script: Scripts[File]) => unknown,
  ): Promise<void> {
    const script = await host.loadModule(file);
    const texts = host.texts(textsOf);
    if (isScript<File>(script)) act(script);
    else if (texts) host.showError(texts.title, withContact(texts.notLoaded, host.texts('page')?.help ?? ''));
  }

  this.callbacks = {
    render() {
      leadCard.open();
      if (host.area() === 'llist') void use('lead-list.js', 'leadList', (list) => list.showButton(host));
      return true;
    },
    init() {
      return true;
    },
    bind_actions() {
      // Whether Kommo calls `destroy` between two leads, and whether this comes before or after `render`, is not
      // documented.
      host.onPageChanged(leadCard.closeStale);
      return true;
    },
    settings(modalBody) {
      void use('settings.js', 'advanced', ({ openHint }) => openHint(host, modalBody?.[0]));
      return true;
    },
    onSave() {
      return true;
    },
    advancedSettings() {
      void use('settings.js', 'advanced', async ({ openSettings }) => {
        end();
        end = await openSettings(host);
      });
      return true;
    },
    leads: {
      selected() {
        void use('lead-list.js', 'leadList', (list) => list.openWindow(host));
      },
    },
    destroy() {
      host.offPageChanged();
      leadCard.close();
      end();
    },
  };
  return this;
}

const isScript = <File extends ScriptFile & keyof Scripts>(module: unknown): module is Scripts[File] => module !== null;
