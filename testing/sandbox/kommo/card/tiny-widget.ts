import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A widget that logs its callbacks, in the archive's layout. */
export async function writeTinyWidget(folder: string, backendAddress: string): Promise<void> {
  await mkdir(join(folder, 'i18n'));
  const manifest = {
    widget: { version: '1.0.0', locale: ['en', 'es'], init_once: false },
    locations: ['lcard-1', 'settings', 'advanced_settings'],
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const locale of ['en', 'es']) {
    await writeFile(join(folder, 'i18n', `${locale}.json`), JSON.stringify({ widget: { name: locale } }));
  }
  await writeFile(
    join(folder, 'script.js'),
    `define(['jquery'], ($) => function TinyWidget() {
  const self = this;
  window.pageChanges = 0;
  this.callbacks = {
    async render() {
      if (self.system().area !== 'lcard') return true;
      const contacts = await self.get_current_card_contacts_data();
      const emails = contacts.flatMap((contact) => contact.emails).join();
      self.render_template({ caption: { class_name: 'tiny-caption' }, body: '', render:
        '<div class="tiny">' + [self.system().area, 'lead', APP.data.current_card.id, self.i18n('widget').name, emails].join(' ') +
        '<button id="ask">ask</button><p id="answer"></p></div>' });
      return true;
    },
    init: () => true,
    bind_actions() {
      $(document).off('.tiny').on('page:changed.tiny', () => { window.pageChanges += 1; });
      $(document).on('click.tiny', '#ask', () => self.$authorizedAjax({ url: '${backendAddress}' })
        .then((text, status, xhr) => $('#answer').text(text + xhr.status)));
      return true;
    },
    settings: (body) => { body.find('.widget-settings__desc-space').text('hint of ours'); return true; },
    onSave: () => true,
    advancedSettings: () => { $('#work-area-' + self.params.widget_code).text('settings of ours'); return true; },
    destroy: () => {},
  };
  return this;
});`,
  );
}
