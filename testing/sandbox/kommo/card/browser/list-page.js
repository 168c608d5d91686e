// The list of leads: rows are ticked, and the widget is chosen in the list's menu.
define(['boot', 'app', 'element', 'current-lead', 'selection', 'widget-life', 'widgets-panel'], (
  boot,
  app,
  element,
  currentLead,
  selection,
  widget,
  panel,
) => {
  const row = ({ id, name }) =>
    element('label', { className: 'lead-fields__value' }, [
      element('input', { type: 'checkbox', onchange: ({ target }) => selection.tick(id, target.checked) }),
      ` ${name}`,
    ]);

  const show = async () => {
    app.enterArea('llist');
    selection.clear();
    panel.open();
    const leads = await (await fetch('/ajax/leads')).json();
    if (app.areaName() !== 'llist') return;
    const chosen = element('button', { type: 'button', textContent: 'Widget', onclick: () => widget.leadsSelected() });
    const rows = element('section', { className: 'lead-fields' }, [chosen, ...leads.map(row)]);
    document.getElementById('card_holder').replaceChildren(rows);
    await widget.enter('llist');
  };

  return {
    show,
    /** like a person who goes there from a card */
    async open() {
      history.pushState({}, '', `/leads/list${location.search}`);
      currentLead.close();
      panel.clear();
      app.enterArea('llist');
      widget.leave({ isDestroyed: boot.destroysBetweenLeads });
      await show();
    },
    chooseWidget: () => widget.leadsSelected(),
  };
});
