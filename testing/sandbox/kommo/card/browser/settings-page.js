// Settings → Integrations: the widget's tile, and the modal it opens.
define(['boot', 'app', 'element', 'widget-life', 'lib/components/base/modal'], (boot, app, element, widget, Modal) => {
  const FORM = `
    <div class="widget_settings_block">
      <div class="widget_settings_block__descr"><div class="widget-settings__desc-space"></div></div>
      <div class="widget_settings_block__controls" id="widget_settings__fields_wrapper">
        <div class="widget_settings_block__item_field"><input name="custom" type="text"></div>
      </div>
      <button type="button" class="js-widget-save">Save</button>
      <button type="button" class="js-widget-uninstall">Uninstall</button>
    </div>`;

  const openModal = () =>
    new Promise((resolve) => {
      const modal = new Modal({
        class_name: boot.widget.code,
        init(body) {
          body.trigger('modal:loaded').html(FORM).trigger('modal:centrify');
          body.on('click', '.js-widget-save', () => save('Y', body));
          body.on('click', '.js-widget-uninstall', () => save('N', body));
          widget.settings(body);
          resolve(body);
        },
      });
      const save = async (active, body) => {
        const fields = { custom: body.find('[name=custom]').val() };
        if ((await widget.save({ active, fields })) !== true) return;
        if (active === 'N') widget.destroy();
        modal.destroy();
      };
    });

  return {
    openModal,
    async show() {
      app.enterArea('settings');
      const tile = element('button', {
        type: 'button',
        className: 'settings-page__tile',
        textContent: boot.widget?.code,
        onclick: openModal,
      });
      const heading = element('h1', { textContent: 'Integrations' });
      document
        .getElementById('card_holder')
        .replaceChildren(element('section', { className: 'settings-page' }, [heading, tile]));
      await widget.enter('settings');
    },
  };
});
