import { changeElement } from './api/catalogs.ts';
import type { Account } from './records/account.ts';
import { createTask, type TaskInput } from './records/activities.ts';
import type { Company, Contact, Lead, Note, Task } from './records/entities.ts';
import { changeLead, createLead, deleteLead, type LeadInput } from './records/leads.ts';
import {
  changeContact,
  createCompany,
  createContact,
  deleteContact,
  mergeContacts,
  type PersonInput,
} from './records/people.ts';

/** The acting account (by subdomain) and user; the first account and its first user by default. */
interface Actor {
  readonly subdomain?: string;
  readonly userId?: number;
}

/** The values of a contact or company, without Kommo's field grammar. */
export interface PersonByHand {
  readonly name: string;
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
  readonly position?: string;
  /** a company's web site */
  readonly web?: string;
  readonly companyId?: number;
}

/** Actions of people in Kommo's own pages: no token, no limit, no fault. */
export interface Hand {
  readonly addContact: (person: PersonByHand, actor?: Actor) => Contact;
  readonly addCompany: (company: PersonByHand, actor?: Actor) => Company;
  /** in the first stage of the main pipeline by default */
  readonly addLead: (lead: LeadInput & { readonly contactIds?: readonly number[] }, actor?: Actor) => Lead;
  /** puts a lead into the incoming stage of its pipeline */
  readonly makeIncoming: (leadId: number, actor?: Actor) => void;
  readonly moveLeadByHand: (leadId: number, statusId: number, pipelineId?: number, actor?: Actor) => void;
  readonly updateLeadByHand: (leadId: number, change: LeadInput, actor?: Actor) => void;
  readonly deleteLeadByHand: (leadId: number, actor?: Actor) => void;
  readonly updateContactByHand: (contactId: number, change: Partial<PersonByHand>, actor?: Actor) => void;
  readonly deleteContactByHand: (contactId: number, actor?: Actor) => void;
  /** the first contact stays, the second is gone */
  readonly mergeContactsByHand: (keptId: number, mergedId: number, actor?: Actor) => void;
  /** the first lead stays, with the other's contacts; the second is gone */
  readonly mergeLeadsByHand: (keptId: number, mergedId: number, actor?: Actor) => void;
  readonly addTaskByHand: (task: TaskInput, actor?: Actor) => Task;
  /** `change` in the form of a write of the API */
  readonly changeElementByHand: (elementId: number, change: Parameters<typeof changeElement>[2], actor?: Actor) => void;
  readonly deleteElementByHand: (elementId: number, actor?: Actor) => void;
  readonly deactivateUser: (userId: number, actor?: Actor) => void;

  readonly lead: (leadId: number, actor?: Actor) => Lead;
  /** oldest first */
  readonly notesOf: (leadId: number, actor?: Actor) => Note[];
  readonly tasksOf: (leadId: number, actor?: Actor) => Task[];
}

/** The account and user that an action is taken for. */
type Acting = (actor?: Actor) => { readonly owner: Account; readonly userId: number };

export function createHand(account: (subdomain?: string) => Account): Hand {
  const acting: Acting = (actor = {}) => {
    const owner = account(actor.subdomain);
    return { owner, userId: actor.userId ?? owner.users[0]?.id ?? 0 };
  };
  return { ...leadsByHand(acting), ...peopleByHand(acting), ...theRestByHand(acting) };
}

function leadsByHand(
  acting: Acting,
): Pick<
  Hand,
  'addLead' | 'makeIncoming' | 'moveLeadByHand' | 'updateLeadByHand' | 'deleteLeadByHand' | 'mergeLeadsByHand' | 'lead'
> {
  return {
    addLead: ({ contactIds, ...lead }, actor) => {
      const { owner, userId } = acting(actor);
      const contacts = (contactIds ?? []).map((id) => ({ id }));
      return createLead(owner, { ...lead, contacts: lead.contacts ?? contacts }, userId);
    },
    makeIncoming: (leadId, actor) => {
      const { owner } = acting(actor);
      const lead = find(owner.leads, leadId);
      const stages = owner.pipelines.find((pipeline) => pipeline.id === lead.pipeline_id)?.statuses ?? [];
      lead.status_id = stages.find((status) => status.type === 1)?.id ?? lead.status_id;
    },
    moveLeadByHand: (leadId, statusId, pipelineId, actor) => {
      const { owner, userId } = acting(actor);
      changeLead(owner, find(owner.leads, leadId), { status_id: statusId, pipeline_id: pipelineId }, userId);
    },
    updateLeadByHand: (leadId, change, actor) => {
      const { owner, userId } = acting(actor);
      changeLead(owner, find(owner.leads, leadId), change, userId);
    },
    deleteLeadByHand: (leadId, actor) => {
      const { owner, userId } = acting(actor);
      deleteLead(owner, find(owner.leads, leadId), userId);
    },
    mergeLeadsByHand: (keptId, mergedId, actor) => {
      const { owner, userId } = acting(actor);
      const kept = find(owner.leads, keptId);
      const merged = find(owner.leads, mergedId);
      const added = merged.contacts.filter((contact) => !kept.contacts.some((own) => own.id === contact.id));
      kept.contacts = [...kept.contacts, ...added.map((contact) => ({ ...contact, is_main: false }))];
      deleteLead(owner, merged, userId);
    },
    lead: (leadId, actor) => find(acting(actor).owner.leads, leadId),
  };
}

function peopleByHand(
  acting: Acting,
): Pick<
  Hand,
  'addContact' | 'addCompany' | 'updateContactByHand' | 'deleteContactByHand' | 'mergeContactsByHand' | 'deactivateUser'
> {
  return {
    addContact: (person, actor) => {
      const { owner, userId } = acting(actor);
      return createContact(owner, toPersonInput(person), userId);
    },
    addCompany: (company, actor) => {
      const { owner, userId } = acting(actor);
      return createCompany(owner, toPersonInput(company), userId);
    },
    updateContactByHand: (contactId, change, actor) => {
      const { owner, userId } = acting(actor);
      changeContact(owner, find(owner.contacts, contactId), toPersonInput(change), userId);
    },
    deleteContactByHand: (contactId, actor) => {
      const { owner, userId } = acting(actor);
      deleteContact(owner, find(owner.contacts, contactId), userId);
    },
    mergeContactsByHand: (keptId, mergedId, actor) => {
      const { owner, userId } = acting(actor);
      mergeContacts(owner, find(owner.contacts, keptId), find(owner.contacts, mergedId), userId);
    },
    deactivateUser: (userId, actor) => {
      const user = acting(actor).owner.users.find((candidate) => candidate.id === userId);
      if (user) user.isActive = false;
    },
  };
}

function theRestByHand(
  acting: Acting,
): Pick<Hand, 'addTaskByHand' | 'changeElementByHand' | 'deleteElementByHand' | 'notesOf' | 'tasksOf'> {
  return {
    addTaskByHand: (task, actor) => {
      const { owner, userId } = acting(actor);
      return createTask(owner, task, userId);
    },
    changeElementByHand: (elementId, change, actor) => {
      const { owner, userId } = acting(actor);
      changeElement(owner, find(owner.elements, elementId), change, userId);
    },
    deleteElementByHand: (elementId, actor) => {
      const { owner } = acting(actor);
      find(owner.elements, elementId);
      owner.elements.delete(elementId);
      const links = owner.elementLinks.filter((link) => link.elementId !== elementId);
      owner.elementLinks.splice(0, owner.elementLinks.length, ...links);
    },
    notesOf: (leadId, actor) =>
      [...acting(actor).owner.notes.values()].filter(
        (note) => note.entityType === 'leads' && note.entity_id === leadId,
      ),
    tasksOf: (leadId, actor) =>
      [...acting(actor).owner.tasks.values()].filter(
        (task) => task.entity_type === 'leads' && task.entity_id === leadId,
      ),
  };
}

function toPersonInput(person: Partial<PersonByHand>): PersonInput {
  const field = (code: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [{ field_code: code, values: values.map((value) => ({ value })) }];
  const text = (code: string, value: string | undefined) => field(code, value === undefined ? undefined : [value]);
  return {
    name: person.name,
    companyId: person.companyId,
    custom_fields_values: [
      ...field('EMAIL', person.emails),
      ...field('PHONE', person.phones),
      ...text('POSITION', person.position),
      ...text('WEB', person.web),
    ],
  };
}

function find<T>(entities: ReadonlyMap<number, T>, id: number): T {
  const entity = entities.get(id);
  if (!entity) throw new Error(`the sandbox has no entity ${id}`);
  return entity;
}
