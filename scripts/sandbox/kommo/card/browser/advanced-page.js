// The page that Kommo opens empty for a widget's advanced settings.
define(['boot', 'app', 'element', 'widget-life'], (boot, app, element, widget) => {
  const LATE_BY_MS = 200;

  const addWorkArea = () => {
    const workArea = element('section', { id: `work-area-${boot.widget.code}`, className: 'settings-page' });
    document.getElementById('card_holder').replaceChildren(workArea);
  };

  return {
    async show() {
      app.enterArea('advanced-settings');
      if (!boot.hasLateWorkArea) addWorkArea();
      await widget.enter('advanced-settings');
      widget.advancedSettings();
      if (boot.hasLateWorkArea) setTimeout(addWorkArea, LATE_BY_MS);
    },
  };
});
