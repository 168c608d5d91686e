// As much of Kommo's page as the widget touches. `window.kommo` is the hand of the tests.
window.APP = { lang_id: 'en', data: { current_card: false } };

// biome-ignore lint/correctness/noUnusedVariables: called by the tests
async function startWidget({ locale, contacts, area = 'lcard' }) {
  require.config({ paths: { jquery: '/jquery' } });
  const [$, Widget] = await new Promise((resolve, reject) => {
    require(['jquery', '/widget/script.js'], (...modules) => resolve(modules), reject);
  });
  const texts = await (await fetch(`/widget/i18n/${locale}.json`)).json();
  window.APP.lang_id = locale;

  const self = {
    params: { widget_code: 'payments', version: '1.0.0', path: '/widget' },
    system: () => ({ area }),
    i18n: (key) => texts[key],
    get_current_card_contacts_data: () => Promise.resolve(contacts),
    $authorizedAjax: (options) => {
      window.kommo.requests += 1;
      return $.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': 'one-time-token' } });
    },
    render_template: ({ caption, render }) => {
      const $widget = $('<div class="card-widgets__widget">').append(
        $('<div>', { class: `card-widgets__widget__caption ${caption.class_name}` }),
        $('<div class="card-widgets__widget__body">').html(render),
      );
      $('#widgets_block').append($widget);
    },
  };
  const widget = Widget.call(self);
  const { callbacks } = widget;

  window.kommo = {
    $,
    callbacks,
    requests: 0,
    draw: () => callbacks.render() && callbacks.init() && callbacks.bind_actions(),
    /** As Kommo's own router does: the column is emptied, then every widget is drawn again. */
    openLead: (id) => {
      $(document).trigger('page:changed');
      callbacks.destroy();
      $('#widgets_block').empty();
      window.APP.data.current_card = { id };
      window.kommo.draw();
    },
  };
}
