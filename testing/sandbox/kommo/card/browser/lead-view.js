// Draws a lead: its fields on the left, its feed in the middle.
define(['element', 'current-lead', 'labels'], (element, currentLead, labels) => {
  const field = (label, ...values) => [
    element('p', { className: 'lead-fields__label', textContent: label }),
    ...values.map((value) =>
      typeof value === 'string' ? element('p', { className: 'lead-fields__value', textContent: value }) : value,
    ),
  ];

  const stages = (lead) => {
    const reached = lead.stages.findIndex((stage) => stage.id === lead.statusId);
    const buttons = lead.stages.map((stage, index) =>
      element('button', {
        type: 'button',
        title: stage.name,
        className: `lead-stages__stage${index <= reached ? ' lead-stages__stage_passed' : ''}`,
        onclick: () => currentLead.moveTo(stage.id),
      }),
    );
    return element('div', { className: 'lead-stages' }, buttons);
  };

  const otherLeads = (lead, openLead) =>
    lead.otherLeads.map((other) =>
      element('button', {
        type: 'button',
        className: 'lead-fields__link',
        textContent: other.name,
        onclick: () => openLead(other.id),
      }),
    );

  const contactLink = ({ id, name }) =>
    element('a', {
      href: `/contacts/detail/${id}${location.search}`,
      className: 'lead-fields__value',
      textContent: name,
    });

  const fields = (lead, openLead) =>
    element('section', { className: 'lead-fields' }, [
      element('h1', { className: 'lead-fields__name', textContent: lead.name }),
      ...field(lead.pipeline, stages(lead)),
      element('p', {
        className: 'lead-fields__value',
        id: 'lead_stage',
        textContent: lead.stages.find((stage) => stage.id === lead.statusId)?.name ?? '',
      }),
      ...field(
        labels.sale,
        element('p', { className: 'lead-fields__value', id: 'lead_price', textContent: lead.price }),
      ),
      ...field(labels.responsible, lead.responsible),
      ...(lead.tags.length > 0 ? field(labels.tags, lead.tags.join(', ')) : []),
      ...lead.fields.flatMap(({ name, value }) => field(name, value)),
      ...lead.contacts.flatMap((contact) =>
        field(labels.contact, contactLink(contact), ...contact.emails, ...contact.phones),
      ),
      ...(lead.otherLeads.length > 0 ? field(labels.otherLeads, ...otherLeads(lead, openLead)) : []),
    ]);

  const entry = ({ kind, isDone, from, text, at }) =>
    element('article', { className: `lead-feed__entry lead-feed__entry_${isDone ? 'done' : kind}` }, [
      element('span', {
        className: 'lead-feed__from',
        textContent: `${from} · ${new Date(at * 1000).toLocaleTimeString(APP.lang_id)}`,
      }),
      text,
    ]);

  return {
    show(lead, openLead) {
      document.title = lead.name;
      document
        .getElementById('card_holder')
        .replaceChildren(
          fields(lead, openLead),
          element('section', { className: 'lead-feed', id: 'lead_feed' }, lead.feed.map(entry)),
        );
    },
    showUnsaved() {
      const name = element('h1', { className: 'lead-fields__name', textContent: 'New lead' });
      document.getElementById('card_holder').replaceChildren(element('section', { className: 'lead-fields' }, [name]));
    },
  };
});
