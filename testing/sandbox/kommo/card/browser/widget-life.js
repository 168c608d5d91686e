// Loads the widgets and calls each in Kommo's order: render, then init and bind_actions if render said true.
define(['jquery', 'boot', 'widget-base'], ($, boot, createWidgetBase) => {
  const called = [];

  const createLife = (widget) => {
    let self = null;
    let isInitialized = false;

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
      const [texts, Widget] = await Promise.all([loadTexts(widget), loadScript(widget)]);
      self = createWidgetBase(widget, texts);
      Widget.call(self);
      for (const name of ['render', 'init', 'bind_actions']) {
        if (typeof self.callbacks[name] !== 'function') throw new Error(`the widget has no callback ${name}`);
      }
    };

    /** `area` as in the manifest's locations, without the suffix */
    const isPlacedIn = (area) =>
      widget.locations.some((location) => location.replace(/-[01]$/, '') === area.replace('-', '_'));

    return {
      async enter(area) {
        if (!isPlacedIn(area)) return;
        if (!self) await start();
        if ((await call('render')) !== true) return;
        if (widget.initOnce && isInitialized) return;
        isInitialized = true;
        call('init');
        call('bind_actions');
      },
      settings: (body) => (boot.settingsTakesBody ? call('settings', body) : call('settings')),
      save: (event) => call('onSave', event),
      leadsSelected() {
        called.push('leads.selected');
        self.callbacks.leads?.selected();
      },
      destroy: () => self && call('destroy'),
      advancedSettings: () => call('advancedSettings'),
    };
  };

  const lives = boot.widgets.map(createLife);
  /** Settings belong to one widget: ours. */
  const [ours] = lives;
  const announce = () => $(document).trigger('page:changed');

  return {
    called,
    async enter(area) {
      await Promise.all(lives.map((life) => life.enter(area)));
      if (boot.pageChanged === 'after' || boot.pageChanged === 'twice') announce();
    },
    leave({ isDestroyed }) {
      if (isDestroyed) for (const life of lives) life.destroy();
      if (boot.pageChanged === 'before' || boot.pageChanged === 'twice') announce();
    },
    settings: (body) => ours.settings(body),
    save: (event) => ours.save(event),
    leadsSelected: () => ours.leadsSelected(),
    destroy: (index = 0) => lives[index].destroy(),
    advancedSettings: () => ours?.advancedSettings(),
  };
});
