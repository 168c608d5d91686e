import { createHash } from 'node:crypto';
import type { Account } from '../records/account.ts';
import type { Contact, FieldValues, Lead } from '../records/entities.ts';

/** A contact as `get_current_card_contacts_data` gives it to a widget. */
interface CardContact {
  readonly id: number;
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

interface FeedEntry {
  readonly id: number;
  readonly kind: 'note' | 'task';
  /** Unix s */
  readonly at: number;
  /** the service of a service message, else the author */
  readonly from: string;
  readonly text: string;
  readonly isDone: boolean;
}

/** The data on the card of a lead; `version` changes with any of it. */
export interface CardData {
  readonly id: number;
  readonly name: string;
  readonly price: string;
  readonly responsible: string;
  readonly pipelineId: number;
  readonly pipeline: string;
  readonly statusId: number;
  readonly stages: readonly { readonly id: number; readonly name: string; readonly color: string }[];
  readonly tags: readonly string[];
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly contacts: readonly CardContact[];
  /** newest first */
  readonly feed: readonly FeedEntry[];
  readonly otherLeads: readonly { readonly id: number; readonly name: string }[];
}

export function cardData(account: Account, lead: Lead): CardData {
  const pipeline = account.pipelines.find((candidate) => candidate.id === lead.pipeline_id);
  const money = new Intl.NumberFormat(account.language, { style: 'currency', currency: account.currency });
  return {
    id: lead.id,
    name: lead.name,
    price: money.format(lead.price),
    responsible: userName(account, lead.responsible_user_id),
    pipelineId: lead.pipeline_id,
    pipeline: pipeline?.name ?? '',
    statusId: lead.status_id,
    stages: (pipeline?.statuses ?? []).map(({ id, name, color }) => ({ id, name, color })),
    tags: lead.tags.map((tag) => tag.name),
    fields: lead.fields.map((field) => ({ name: field.field_name, value: shownValues(account, field) })),
    contacts: lead.contacts.flatMap(({ id }) => {
      const contact = account.contacts.get(id);
      return contact && !contact.is_deleted ? [cardContact(contact)] : [];
    }),
    feed: feedOf(account, lead),
    otherLeads: [...account.leads.values()]
      .filter((other) => other.id !== lead.id && !other.is_deleted)
      .slice(0, 20)
      .map(({ id, name }) => ({ id, name })),
  };
}

export function cardVersion(data: CardData): string {
  return `"${createHash('sha256').update(JSON.stringify(data)).digest('base64url').slice(0, 16)}"`;
}

function cardContact(contact: Contact): CardContact {
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.first_name,
    last_name: contact.last_name,
    phones: contact.fields.filter((field) => field.field_code === 'PHONE').flatMap(valuesOf),
    emails: contact.fields.filter((field) => field.field_code === 'EMAIL').flatMap(valuesOf),
  };
}

function feedOf(account: Account, lead: Lead): FeedEntry[] {
  const notes = [...account.notes.values()]
    .filter((note) => note.entityType === 'leads' && note.entity_id === lead.id)
    .map((note) => ({
      id: note.id,
      kind: 'note' as const,
      at: note.created_at,
      from: String(note.params.service ?? userName(account, note.created_by)),
      text: String(note.params.text ?? note.note_type),
      isDone: false,
    }));
  const tasks = [...account.tasks.values()]
    .filter((task) => task.entity_type === 'leads' && task.entity_id === lead.id)
    .map((task) => ({
      id: task.id,
      kind: 'task' as const,
      at: task.created_at,
      from: account.taskTypes.find((type) => type.id === task.task_type_id)?.name ?? 'Task',
      text: task.result === null ? task.text : `${task.text} (${task.result.text})`,
      isDone: task.is_completed,
    }));
  return [...notes, ...tasks].toSorted((a, b) => b.at - a.at || b.id - a.id);
}

/** Dates as people read them; Kommo keeps seconds. */
function shownValues(account: Account, field: FieldValues): string {
  if (field.field_type !== 'date_time') return valuesOf(field).join(', ');
  const format = new Intl.DateTimeFormat(account.language, { dateStyle: 'medium', timeZone: account.timezone });
  return field.values.map(({ value }) => format.format(Number(value) * 1000)).join(', ');
}

function valuesOf(field: FieldValues): string[] {
  return field.values.map((value) => String(value.value));
}

function userName(account: Account, userId: number): string {
  return account.users.find((user) => user.id === userId)?.name ?? 'Robot';
}
