// Shows the page of the address. `window.sandbox` is for tests and for the curious.
define([
  'boot',
  'top-bar',
  'lead-page',
  'person-page',
  'list-page',
  'settings-page',
  'advanced-page',
  'widget-life',
  'widgets-panel',
  'polluting-widget',
], (boot, topBar, leadPage, personPage, listPage, settingsPage, advancedPage, widget, panel, pollute) => {
  const show = async () => {
    topBar.show();
    if (boot.isPolluted) pollute();
    const { kind, id } = boot.page;
    if (kind === 'lead') await leadPage.show(id);
    else if (kind === 'contact' || kind === 'company') await personPage.show(kind, id);
    else if (kind === 'list') await listPage.show();
    else if (kind === 'settings') await settingsPage.show();
    else await advancedPage.show();
  };

  window.sandbox = {
    /** resolves when the widget's callbacks have been called */
    ready: show(),
    openLead: leadPage.openLead,
    openContact: (id) => personPage.open('contact', id),
    openCompany: (id) => personPage.open('company', id),
    openList: listPage.open,
    chooseWidgetInList: listPage.chooseWidget,
    leaveCard: leadPage.leave,
    renderAgain: leadPage.renderAgain,
    changeLeadSilently: leadPage.changeSilently,
    destroyCopy: (index) => widget.destroy(index),
    leaveAdvancedSettings: advancedPage.leave,
    /** after they were left, without a page load */
    async showAdvancedSettings() {
      topBar.show();
      await advancedPage.show();
    },
    openSettingsModal: settingsPage.openModal,
    setTheme: topBar.setTheme,
    setPanelWidth: panel.setWidth,
    calledCallbacks: widget.called,
  };
});
