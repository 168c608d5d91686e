import type { Account } from '../records/account.ts';
import { closestTaskAt } from '../records/activities.ts';
import type { AccountEvent, Company, Contact, FieldValues, Lead, Note, Task } from '../records/entities.ts';
import { leadIdsOf } from '../records/people.ts';

/** An account's records as Kommo's JSON. `base` is the address of the account's API, `…/api/v4`. */
export function renderLead(account: Account, lead: Lead, base: string, shown: ReadonlySet<string>): object {
  return {
    id: lead.id,
    name: lead.name,
    price: account.acceptsMinorUnits ? Math.trunc(lead.price) : lead.price,
    ...(account.acceptsMinorUnits ? { price_with_minor_units: lead.price } : {}),
    ...commonValues(account, lead),
    status_id: lead.status_id,
    pipeline_id: lead.pipeline_id,
    loss_reason_id: lead.loss_reason_id,
    closed_at: lead.closed_at,
    closest_task_at: closestTaskAt(account, 'leads', lead.id),
    custom_fields_values: renderFields(lead.fields),
    score: null,
    labor_cost: null,
    is_price_computed: false,
    _links: { self: { href: `${base}/leads/${lead.id}` } },
    _embedded: {
      tags: lead.tags,
      companies: lead.companyId === null ? [] : [{ id: lead.companyId }],
      ...(shown.has('contacts') ? { contacts: lead.contacts } : {}),
    },
  };
}

export function renderContact(account: Account, contact: Contact, base: string, shown: ReadonlySet<string>): object {
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.first_name,
    last_name: contact.last_name,
    ...commonValues(account, contact),
    closest_task_at: closestTaskAt(account, 'contacts', contact.id),
    is_unsorted: false,
    custom_fields_values: renderFields(contact.fields),
    _links: { self: { href: `${base}/contacts/${contact.id}` } },
    _embedded: {
      tags: contact.tags,
      companies: contact.companyId === null ? [] : [{ id: contact.companyId }],
      ...(shown.has('leads') ? { leads: references(base, 'leads', leadIdsOf(account, contact.id)) } : {}),
    },
  };
}

export function renderCompany(account: Account, company: Company, base: string, shown: ReadonlySet<string>): object {
  const leadIds = [...account.leads.values()].filter((lead) => lead.companyId === company.id).map((lead) => lead.id);
  const contactIds = [...account.contacts.values()]
    .filter((contact) => contact.companyId === company.id && !contact.is_deleted)
    .map((contact) => contact.id);
  return {
    id: company.id,
    name: company.name,
    ...commonValues(account, company),
    closest_task_at: closestTaskAt(account, 'companies', company.id),
    custom_fields_values: renderFields(company.fields),
    _links: { self: { href: `${base}/companies/${company.id}` } },
    _embedded: {
      tags: company.tags,
      ...(shown.has('leads') ? { leads: references(base, 'leads', leadIds) } : {}),
      ...(shown.has('contacts') ? { contacts: references(base, 'contacts', contactIds) } : {}),
    },
  };
}

export function renderNote(account: Account, note: Note, base: string): object {
  return {
    id: note.id,
    entity_id: note.entity_id,
    created_by: note.created_by,
    updated_by: note.updated_by,
    created_at: note.created_at,
    updated_at: note.updated_at,
    responsible_user_id: account[note.entityType].get(note.entity_id)?.responsible_user_id ?? note.created_by,
    group_id: 0,
    note_type: note.note_type,
    params: note.params,
    is_pinned: note.is_pinned,
    account_id: account.id,
    _links: { self: { href: `${base}/${note.entityType}/notes/${note.id}` } },
  };
}

export function renderTask(account: Account, task: Task, base: string): object {
  return {
    ...task,
    result: task.result ?? [],
    group_id: 0,
    account_id: account.id,
    _links: { self: { href: `${base}/tasks/${task.id}` } },
  };
}

export function renderEvent(account: Account, event: AccountEvent, base: string): object {
  const collection = event.entity_type === 'company' ? 'companies' : `${event.entity_type}s`;
  return {
    ...event,
    account_id: account.id,
    _links: { self: { href: `${base}/events/${event.id}` } },
    _embedded: {
      entity: { id: event.entity_id, _links: { self: { href: `${base}/${collection}/${event.entity_id}` } } },
    },
  };
}

/** `custom_fields_values` is null when empty. */
function renderFields(fields: readonly FieldValues[]): readonly FieldValues[] | null {
  return fields.length === 0 ? null : fields;
}

function commonValues(account: Account, entity: Lead | Contact | Company): object {
  return {
    responsible_user_id: entity.responsible_user_id,
    group_id: account.users.find(({ id }) => id === entity.responsible_user_id)?.groupId ?? 0,
    created_by: entity.created_by,
    updated_by: entity.updated_by,
    created_at: entity.created_at,
    updated_at: entity.updated_at,
    is_deleted: entity.is_deleted,
    account_id: account.id,
  };
}

function references(base: string, collection: string, ids: readonly number[]): object[] {
  return ids.map((id) => ({ id, _links: { self: { href: `${base}/${collection}/${id}` } } }));
}
