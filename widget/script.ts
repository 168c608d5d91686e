import { createKommoHost } from './kommo-host.ts';
import type { KommoWidget } from './kommo-widget.ts';
import { createLeadCard } from './lead-card/lead-card.ts';
import { createSettingsModule } from './settings-module.tsx';

/** The constructor that Kommo loads and mixes into its own widget object. */
export default function PaymentsWidget(this: KommoWidget): KommoWidget {
  const host = createKommoHost(this);
  const leadCard = createLeadCard(host);
  const settings = createSettingsModule(host);

  this.callbacks = {
    render() {
      leadCard.open();
      return true;
    },
    init() {
      return true;
    },
    bind_actions() {
      // Whether Kommo calls `destroy` between two leads, and whether this comes before `render` or after, is not documented.
      host.onPageChanged(leadCard.closeStale);
      return true;
    },
    settings(modalBody) {
      void settings.openHint(modalBody?.[0] ?? host.windowBody());
      return true;
    },
    onSave() {
      return true;
    },
    advancedSettings() {
      void settings.open();
      return true;
    },
    destroy() {
      host.offPageChanged();
      leadCard.close();
      settings.close();
    },
  };
  return this;
}
