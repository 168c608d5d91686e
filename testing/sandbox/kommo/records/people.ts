import type { Account } from './account.ts';
import type { Company, Contact, Lead } from './entities.ts';
import { recordEvent } from './events.ts';
import { type FieldInput, resolveTags, type TagInput, writeFields } from './fields.ts';
import { tellWebhooks } from './webhook-calls.ts';

/** The values that a write may set on a contact or a company; omitted ones stay unchanged. */
export interface PersonInput {
  readonly name?: string | undefined;
  readonly first_name?: string | undefined;
  readonly last_name?: string | undefined;
  readonly responsible_user_id?: number | undefined;
  readonly created_by?: number | undefined;
  readonly updated_by?: number | undefined;
  readonly custom_fields_values?: readonly FieldInput[] | null | undefined;
  readonly tags_to_add?: readonly TagInput[] | undefined;
  readonly tags?: readonly TagInput[] | undefined;
  readonly companyId?: number | undefined;
}

export function createContact(account: Account, input: PersonInput, userId: number): Contact {
  const base = newEntity(account, 'contacts', input, userId);
  const contact: Contact = {
    ...base,
    name: input.name ?? [input.first_name, input.last_name].filter(Boolean).join(' '),
    first_name: input.first_name ?? '',
    last_name: input.last_name ?? '',
    companyId: input.companyId ?? null,
  };
  account.contacts.set(contact.id, contact);
  recordEvent(account, {
    type: 'contact_added',
    entity_id: contact.id,
    entity_type: 'contact',
    created_by: contact.created_by,
  });
  tellWebhooks(account, 'add_contact', contact);
  return contact;
}

export function createCompany(account: Account, input: PersonInput, userId: number): Company {
  const company = newEntity(account, 'companies', input, userId);
  account.companies.set(company.id, company);
  recordEvent(account, {
    type: 'company_added',
    entity_id: company.id,
    entity_type: 'company',
    created_by: company.created_by,
  });
  tellWebhooks(account, 'add_company', company);
  return company;
}

export function changeContact(account: Account, contact: Contact, input: PersonInput, userId: number): void {
  contact.first_name = input.first_name ?? contact.first_name;
  contact.last_name = input.last_name ?? contact.last_name;
  const renamed = input.first_name !== undefined || input.last_name !== undefined;
  contact.name = input.name ?? (renamed ? `${contact.first_name} ${contact.last_name}`.trim() : contact.name);
  contact.companyId = input.companyId ?? contact.companyId;
  changeEntity(account, 'contacts', contact, input, userId);
  tellWebhooks(account, 'update_contact', contact);
}

export function changeCompany(account: Account, company: Company, input: PersonInput, userId: number): void {
  company.name = input.name ?? company.name;
  changeEntity(account, 'companies', company, input, userId);
  tellWebhooks(account, 'update_company', company);
}

export function deleteContact(account: Account, contact: Contact, userId: number): void {
  contact.is_deleted = true;
  contact.updated_at = account.clock.seconds();
  recordEvent(account, { type: 'contact_deleted', entity_id: contact.id, entity_type: 'contact', created_by: userId });
  tellWebhooks(account, 'delete_contact', contact);
}

/** Joins two contacts like Kommo's merge: the first keeps its id and gets the other's values and leads. */
export function mergeContacts(account: Account, kept: Contact, merged: Contact, userId: number): void {
  kept.fields = kept.fields.map((field) => {
    const other = merged.fields.find((candidate) => candidate.field_id === field.field_id);
    return field.field_type === 'multitext' && other ? { ...field, values: [...field.values, ...other.values] } : field;
  });
  const missing = merged.fields.filter((field) => !kept.fields.some((own) => own.field_id === field.field_id));
  kept.fields.push(...missing);
  for (const lead of account.leads.values()) relinkLead(lead, merged.id, kept.id);
  kept.updated_by = userId;
  kept.updated_at = account.clock.seconds();
  recordEvent(account, { type: 'entity_merged', entity_id: kept.id, entity_type: 'contact', created_by: userId });
  tellWebhooks(account, 'update_contact', kept);
  deleteContact(account, merged, userId);
}

/** The ids of a contact's leads, including deleted ones: only reading the leads distinguishes them. */
export function leadIdsOf(account: Account, contactId: number): number[] {
  return [...account.leads.values()]
    .filter((lead) => lead.contacts.some((contact) => contact.id === contactId))
    .map((lead) => lead.id);
}

function relinkLead(lead: Lead, from: number, to: number): void {
  const link = lead.contacts.find((contact) => contact.id === from);
  if (!link) return;
  const others = lead.contacts.filter((contact) => contact.id !== from && contact.id !== to);
  const isMain = link.is_main || lead.contacts.some((contact) => contact.id === to && contact.is_main);
  lead.contacts = [{ id: to, is_main: isMain }, ...others];
}

function newEntity(account: Account, type: 'contacts' | 'companies', input: PersonInput, userId: number): Company {
  const now = account.clock.seconds();
  return {
    id: account.nextId(),
    name: input.name ?? '',
    responsible_user_id: input.responsible_user_id ?? userId,
    created_by: input.created_by ?? userId,
    updated_by: input.created_by ?? userId,
    created_at: now,
    updated_at: now,
    is_deleted: false,
    fields: writeFields(account, type, [], input.custom_fields_values ?? []),
    tags: resolveTags(account, [], [...(input.tags ?? []), ...(input.tags_to_add ?? [])]),
  };
}

function changeEntity(
  account: Account,
  type: 'contacts' | 'companies',
  entity: Company,
  input: PersonInput,
  userId: number,
): void {
  entity.responsible_user_id = input.responsible_user_id ?? entity.responsible_user_id;
  entity.fields = writeFields(account, type, entity.fields, input.custom_fields_values ?? []);
  const kept = input.tags ? resolveTags(account, entity.tags, input.tags) : entity.tags;
  const added = resolveTags(account, kept, input.tags_to_add ?? []).filter((tag) => !kept.includes(tag));
  entity.tags = [...kept, ...added];
  entity.updated_by = input.updated_by ?? userId;
  entity.updated_at = account.clock.seconds();
}
