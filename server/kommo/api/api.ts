import type { z } from 'zod';
import type { ElementRequests } from './element-requests.ts';
import type * as schemas from './schemas.ts';

export type KommoAccount = z.infer<typeof schemas.accountSchema>;
export type KommoContact = z.infer<typeof schemas.contactSchema>;
export type KommoCompany = z.infer<typeof schemas.companySchema>;
export type KommoLead = z.infer<typeof schemas.leadSchema>;
type KommoNote = z.infer<typeof schemas.noteSchema>;
type KommoTask = z.infer<typeof schemas.taskSchema>;
export type KommoPipeline = z.infer<typeof schemas.pipelineSchema>;
export type KommoTaskType = z.infer<typeof schemas.taskTypeSchema>;
export type KommoUser = z.infer<typeof schemas.userSchema>;
export type KommoCustomField = z.infer<typeof schemas.customFieldSchema>;
export type KommoStatusChange = z.infer<typeof schemas.statusChangeSchema>;

/** `interactive` requests (a person waits) go before `background` ones at the rate limit. */
export type KommoPriority = 'interactive' | 'background';

/**
 * Kommo's API for one account. Every method is one request unless stated otherwise; it waits for the rate limit,
 * refreshes the token itself, and throws the errors of errors.ts. Times are Unix seconds, as Kommo's. Searches leave
 * out unreadable items; reads by id throw KommoUncertain for them.
 */
export interface KommoApi extends ElementRequests {
  readonly getAccount: () => Promise<KommoAccount>;
  /**
   * Contacts from Kommo's substring search, with their leads' ids: unrelated people included, so check the EMAIL
   * values. Follows the pages until there are `atMost` (all when omitted).
   */
  readonly searchContacts: (query: string, atMost?: number) => Promise<readonly KommoContact[]>;
  /** up to 250 ids; missing ones are left out */
  readonly getContacts: (ids: readonly number[]) => Promise<readonly KommoContact[]>;
  /** contacts created or changed since then (Unix s), with their leads' ids; follows the pages */
  readonly listChangedContacts: (since: number) => Promise<readonly KommoContact[]>;
  /** leads created since then (Unix s), with their contacts' ids; follows the pages */
  readonly listNewLeads: (since: number) => Promise<readonly KommoLead[]>;
  readonly searchCompanies: (query: string, atMost?: number) => Promise<readonly KommoCompany[]>;
  /** up to 250 ids, with their leads' ids; missing ones are left out */
  readonly getCompanies: (ids: readonly number[]) => Promise<readonly KommoCompany[]>;
  /**
   * Leads from Kommo's search in their filled fields, the name among them, with their contacts' ids. Follows the pages
   * until there are `atMost`.
   */
  readonly searchLeads: (query: string, atMost: number) => Promise<readonly KommoLead[]>;
  /** up to 250 ids, with their contacts; missing ones are left out */
  readonly getLeads: (ids: readonly number[]) => Promise<readonly KommoLead[]>;
  /** up to 50; returns Kommo's `updated_at` for each id */
  readonly updateLeads: (changes: readonly LeadChange[]) => Promise<readonly { id: number; updated_at: number }[]>;
  /** creates a lead together with a new contact (or linked to an existing one) */
  readonly createLead: (lead: NewLead) => Promise<{ leadId: number; contactId: number | null }>;
  /** up to 50; the ids come back in the order of the notes */
  readonly createLeadNotes: (notes: readonly NewNote[]) => Promise<readonly number[]>;
  /** service messages of these leads since then (Unix s), newest first; follows the pages */
  readonly listLeadNotes: (leadIds: readonly number[], since: number) => Promise<readonly KommoNote[]>;
  readonly createTasks: (tasks: readonly NewTask[]) => Promise<readonly number[]>;
  readonly completeTask: (taskId: number, result: string) => Promise<void>;
  readonly rewriteTask: (taskId: number, text: string) => Promise<void>;
  /** of a note that `createLeadNotes` has made */
  readonly rewriteLeadNote: (noteId: number, service: string, text: string) => Promise<void>;
  /** open and completed tasks of these leads; follows the pages */
  readonly listLeadTasks: (leadIds: readonly number[]) => Promise<readonly KommoTask[]>;
  readonly getPipelines: () => Promise<readonly KommoPipeline[]>;
  /** needs an administrator's token; follows the pages */
  readonly getUsers: () => Promise<readonly KommoUser[]>;
  readonly getLeadFields: () => Promise<readonly KommoCustomField[]>;
  readonly createLeadFields: (fields: readonly NewLeadField[]) => Promise<readonly KommoCustomField[]>;
  /**
   * Subscribes the address to Kommo's webhooks; an existing subscription gets the new `settings`.
   * @throws KommoForbidden where the token's user is no administrator, or the plan has no webhooks
   */
  readonly registerWebhook: (destination: string, settings: readonly string[]) => Promise<void>;
  readonly removeWebhook: (destination: string) => Promise<void>;
  /** when and by whom these leads were moved between stages since then (Unix s) */
  readonly listStatusChanges: (leadIds: readonly number[], since: number) => Promise<readonly KommoStatusChange[]>;
}

/** Only the changed fields: sending a whole lead back is refused when one of its users was deactivated. */
export interface LeadChange {
  readonly id: number;
  readonly pipeline_id?: number;
  readonly status_id?: number;
  readonly price?: number;
  readonly tags_to_add?: readonly { readonly name: string }[];
  readonly custom_fields_values?: readonly FieldValue[];
}

export interface FieldValue {
  readonly field_id: number;
  /** null empties the field */
  readonly values: readonly { readonly value: string | number | boolean }[] | null;
}

interface NewNote {
  readonly entity_id: number;
  readonly service: string;
  readonly text: string;
  readonly request_id: string;
}

interface NewTask {
  readonly entity_id: number;
  readonly task_type_id: number;
  readonly text: string;
  readonly complete_till: number;
  readonly responsible_user_id?: number;
  readonly request_id: string;
}

export interface NewLead {
  readonly name: string;
  /** also of the contact created with it */
  readonly responsible_user_id?: number;
  readonly price?: number;
  readonly pipeline_id?: number;
  readonly status_id?: number;
  readonly custom_fields_values?: readonly FieldValue[];
  readonly tags?: readonly { readonly name: string }[];
  readonly contact: { readonly id: number } | NewContact;
}

export interface NewContact {
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly company?: string;
}

export interface NewLeadField {
  readonly name: string;
  readonly type: 'text' | 'numeric' | 'date_time';
  readonly code?: string;
}
