define(['boot', 'app', 'current-lead', 'lead-view', 'widget-life', 'widgets-panel'], (
  boot,
  app,
  currentLead,
  leadView,
  widget,
  panel,
) => {
  const card = (id) => ({ id, model: { get: () => undefined, attributes: {} } });

  const show = async (id) => {
    app.enterArea('lcard', card(id));
    panel.open();
    if (id === 0) leadView.showUnsaved();
    await currentLead.open(id, (lead) => leadView.show(lead, openLead));
    if (APP.data.current_card.id !== id) return;
    await widget.enter('lcard');
  };

  const openLead = async (id) => {
    history.pushState({}, '', `/leads/detail/${id}${location.search}`);
    currentLead.close();
    panel.clear();
    app.enterArea('lcard', card(id));
    widget.leave({ isDestroyed: boot.destroysBetweenLeads });
    await show(id);
  };

  return {
    show,
    openLead,
    /** as if the person went to the list of leads */
    leave() {
      currentLead.close();
      app.enterArea('llist');
      widget.leave({ isDestroyed: true });
      panel.clear();
      document.getElementById('card_holder').replaceChildren();
    },
    renderAgain: () => widget.enter('lcard'),
    /** The card shows another lead, and no widget is called. */
    changeSilently: (id) => app.enterArea('lcard', card(id)),
  };
});
