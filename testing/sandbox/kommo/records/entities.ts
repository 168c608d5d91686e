/** The records of an account, in the words and units of Kommo's API (times are Unix s). */

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly lang: string;
  readonly isAdmin: boolean;
  isActive: boolean;
  /** the account's first group by default */
  readonly groupId?: number;
  /** all leads by default */
  readonly leadRights?: { readonly view: AccessRight; readonly edit: AccessRight };
  /** all contacts and companies by default */
  readonly personRights?: { readonly view: AccessRight };
  readonly stageRights?: readonly StageRight[];
}

/** all, those of the user's group, the user's own, none */
type AccessRight = 'A' | 'G' | 'M' | 'D';

/** Takes precedence over the right for all leads. */
interface StageRight {
  readonly pipelineId: number;
  readonly statusId: number;
  readonly view: 'A' | 'D';
  readonly edit: 'A' | 'D';
}

export interface Status {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly is_editable: boolean;
  readonly color: string;
  /** 1 is the incoming stage */
  readonly type: 0 | 1;
}

export interface Pipeline {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly is_main: boolean;
  readonly is_archive: boolean;
  readonly statuses: Status[];
}

export interface TaskType {
  readonly id: number;
  readonly name: string;
  readonly code: string;
}

export interface CustomField {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly code: string | null;
  readonly sort: number;
  readonly is_api_only: boolean;
  readonly enums: readonly FieldEnum[] | null;
  /** only of a monetary field */
  readonly currency: string | null;
}

interface FieldEnum {
  readonly id: number;
  readonly value: string;
  readonly sort: number;
  /** only of the initial fields of an invoices list */
  readonly code?: string;
}

export interface FieldValues {
  readonly field_id: number;
  readonly field_name: string;
  readonly field_code: string | null;
  readonly field_type: string;
  readonly values: readonly FieldValue[];
}

export interface FieldValue {
  readonly value: string | number | boolean;
  readonly enum_id?: number;
  readonly enum_code?: string;
}

/** A list on Kommo's pages: an account has one of products and one of invoices. */
export interface Catalog {
  readonly id: number;
  readonly name: string;
  readonly type: 'regular' | 'products' | 'invoices';
}

/** An entry of a list. In an invoices list it is an invoice. */
export interface CatalogElement {
  readonly id: number;
  readonly catalogId: number;
  name: string;
  readonly created_by: number;
  updated_by: number;
  readonly created_at: number;
  updated_at: number;
  fields: ElementField[];
}

export interface ElementField {
  readonly field_id: number;
  readonly field_name: string;
  readonly field_code: string | null;
  readonly field_type: string;
  readonly values: readonly ElementValue[];
}

interface ElementValue {
  readonly value: unknown;
  readonly enum_id?: number;
  readonly enum_code?: string | null;
}

export interface ElementLink {
  readonly leadId: number;
  readonly elementId: number;
  readonly catalogId: number;
  readonly quantity: number;
}

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly color: null;
}

interface EntityBase {
  readonly id: number;
  name: string;
  responsible_user_id: number;
  readonly created_by: number;
  updated_by: number;
  readonly created_at: number;
  updated_at: number;
  is_deleted: boolean;
  fields: FieldValues[];
  tags: Tag[];
}

export interface Lead extends EntityBase {
  price: number;
  status_id: number;
  pipeline_id: number;
  loss_reason_id: number | null;
  closed_at: number | null;
  contacts: { readonly id: number; readonly is_main: boolean }[];
  companyId: number | null;
}

export interface Contact extends EntityBase {
  first_name: string;
  last_name: string;
  companyId: number | null;
}

export type Company = EntityBase;

export interface Note {
  readonly id: number;
  readonly entity_id: number;
  readonly entityType: EntityType;
  readonly note_type: string;
  params: Readonly<Record<string, unknown>>;
  readonly created_by: number;
  updated_by: number;
  readonly created_at: number;
  updated_at: number;
  is_pinned: boolean;
}

export interface Task {
  readonly id: number;
  readonly created_by: number;
  updated_by: number;
  readonly created_at: number;
  updated_at: number;
  responsible_user_id: number;
  entity_id: number | null;
  entity_type: EntityType | null;
  is_completed: boolean;
  task_type_id: number;
  text: string;
  complete_till: number;
  duration: number;
  result: { readonly text: string } | null;
}

/** An entry of the account's event list. */
export interface AccountEvent {
  readonly id: string;
  readonly type: string;
  readonly entity_id: number;
  readonly entity_type: 'lead' | 'contact' | 'company' | 'task';
  readonly created_by: number;
  readonly created_at: number;
  readonly value_after: readonly unknown[];
  readonly value_before: readonly unknown[];
}

/** A subscription to Kommo's own webhooks. */
export interface WebhookSubscription {
  readonly id: number;
  readonly destination: string;
  readonly settings: readonly string[];
  readonly sort: number;
  readonly created_by: number;
  readonly created_at: number;
  /** switched off after too many bad answers, until it is subscribed again */
  disabled: boolean;
  /** ms in the sandbox's time */
  badAnswers: readonly number[];
}

export type EntityType = 'leads' | 'contacts' | 'companies';

/** Closed-won and closed-lost have these ids in every pipeline. */
export const WON = 142;
export const LOST = 143;
