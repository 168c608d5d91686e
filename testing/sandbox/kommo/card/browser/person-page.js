// The card of a contact or a company, reached from another card without a page load.
define(['boot', 'app', 'element', 'current-lead', 'widget-life', 'widgets-panel'], (
  boot,
  app,
  element,
  currentLead,
  widget,
  panel,
) => {
  const KINDS = {
    contact: { area: 'ccard', path: 'contacts', unsaved: 'New contact' },
    company: { area: 'comcard', path: 'companies', unsaved: 'New company' },
  };
  const card = (id) => ({ id, model: { get: () => undefined, attributes: {} } });

  const nameOf = async (path, id) => (await (await fetch(`/ajax/${path}/${id}`)).json()).name;

  const show = async (kind, id) => {
    const { area, path, unsaved } = KINDS[kind];
    app.enterArea(area, card(id));
    panel.open();
    const name = id === 0 ? unsaved : await nameOf(path, id);
    if (app.areaName() !== area || APP.data.current_card.id !== id) return;
    const heading = element('h1', { className: 'lead-fields__name', textContent: name });
    document.getElementById('card_holder').replaceChildren(element('section', { className: 'lead-fields' }, [heading]));
    await widget.enter(area);
  };

  return {
    show,
    async open(kind, id) {
      const { area, path } = KINDS[kind];
      history.pushState({}, '', `/${path}/detail/${id}${location.search}`);
      currentLead.close();
      panel.clear();
      app.enterArea(area, card(id));
      widget.leave({ isDestroyed: boot.destroysBetweenLeads });
      await show(kind, id);
    },
  };
});
