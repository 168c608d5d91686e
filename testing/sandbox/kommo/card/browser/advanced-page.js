// The page that Kommo opens empty for a widget's advanced settings.
define(['boot', 'app', 'element', 'widget-life'], (boot, app, element, widget) => {
  const LATE_BY_MS = 200;

  const addWorkArea = () => {
    const place = {
      'work-area': { id: `work-area-${boot.widget.code}`, className: 'settings-page' },
      list_page_holder: { id: 'list_page_holder', className: 'settings-page' },
      'list-widget': { className: 'settings-page list-widget' },
      none: { className: 'settings-page' },
    }[boot.workArea];
    document.getElementById('card_holder').replaceChildren(element('section', place));
  };

  const show = async () => {
    app.enterArea('advanced-settings');
    if (!boot.hasLateWorkArea) addWorkArea();
    await widget.enter('advanced-settings');
    widget.advancedSettings();
    if (boot.hasLateWorkArea) setTimeout(addWorkArea, LATE_BY_MS);
  };

  return {
    show,
    /** as if the person went to the list of leads */
    leave() {
      app.enterArea('llist');
      widget.leave({ isDestroyed: true });
      document.getElementById('card_holder').replaceChildren();
    },
  };
});
