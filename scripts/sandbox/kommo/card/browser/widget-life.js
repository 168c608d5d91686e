// Loads the widget and calls it in Kommo's order: render, then init and bind_actions if render said true.
define(['jquery', 'boot', 'widget-base'], ($, boot, createWidgetBase) => {
  let self = null;
  let isInitialized = false;
  const called = [];

  const call = (name, ...values) => {
    called.push(name);
    return self.callbacks[name]?.(...values);
  };

  const loadTexts = async ({ locales, path, version }) => {
    const locale = locales.includes(boot.language) ? boot.language : 'en';
    return (await fetch(`${path}/i18n/${locale}.json?v=${version}`)).json();
  };

  const loadScript = ({ path, version }) =>
    new Promise((resolve, reject) => {
      require([`${path}/script.js?v=${version}`], resolve, reject);
    });

  const start = async () => {
    const [texts, Widget] = await Promise.all([loadTexts(boot.widget), loadScript(boot.widget)]);
    self = createWidgetBase(texts);
    Widget.call(self);
    for (const name of ['render', 'init', 'bind_actions']) {
      if (typeof self.callbacks[name] !== 'function') throw new Error(`the widget has no callback ${name}`);
    }
  };

  /** `area` as in the manifest's locations, without the suffix */
  const isPlacedIn = (area) =>
    boot.widget?.locations.some((location) => location.replace(/-[01]$/, '') === area.replace('-', '_'));

  return {
    /** the callbacks called so far */
    called,
    async enter(area) {
      if (!isPlacedIn(area)) return;
      if (!self) await start();
      if ((await call('render')) !== true) return;
      if (boot.widget.initOnce && isInitialized) return;
      isInitialized = true;
      call('init');
      call('bind_actions');
    },
    leave({ isDestroyed }) {
      if (self && isDestroyed) call('destroy');
      $(document).trigger('page:changed');
    },
    settings: (body) => call('settings', body),
    save: (event) => call('onSave', event),
    destroy: () => call('destroy'),
    advancedSettings: () => call('advancedSettings'),
  };
});
