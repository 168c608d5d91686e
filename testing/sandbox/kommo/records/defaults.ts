import {
  type Catalog,
  type CustomField,
  type EntityType,
  LOST,
  type Pipeline,
  type Status,
  type TaskType,
  type User,
  WON,
} from './entities.ts';

/** An administrator, a seller and a seller who has left. */
export function defaultUsers(nextId: () => number): User[] {
  return [
    { id: nextId(), name: 'Maya Lindqvist', email: 'maya@bluebird.example', lang: 'en', isAdmin: true, isActive: true },
    { id: nextId(), name: 'Tomas Rivera', email: 'tomas@bluebird.example', lang: 'es', isAdmin: false, isActive: true },
    { id: nextId(), name: 'Ola Brandt', email: 'ola@bluebird.example', lang: 'en', isAdmin: false, isActive: false },
  ];
}

export function defaultPipelines(nextId: () => number): Pipeline[] {
  return [
    pipeline(nextId, 'Sales', true, ['First contact', 'Offer made', 'Negotiation', 'Subscribed']),
    pipeline(nextId, 'Renewals', false, ['Due', 'In talks', 'Renewed']),
  ];
}

export function defaultTaskTypes(): TaskType[] {
  return [
    { id: 1, name: 'Follow-up', code: 'FOLLOW_UP' },
    { id: 2, name: 'Meeting', code: 'MEETING' },
  ];
}

export function defaultCustomFields(nextId: () => number): Record<EntityType, CustomField[]> {
  return {
    leads: [],
    contacts: [phoneField(nextId), emailField(nextId), textField(nextId, 'Position', 'POSITION')],
    companies: [phoneField(nextId), emailField(nextId), textField(nextId, 'Web', 'WEB')],
  };
}

function pipeline(nextId: () => number, name: string, isMain: boolean, stages: readonly string[]): Pipeline {
  return {
    id: nextId(),
    name,
    sort: isMain ? 1 : 2,
    is_main: isMain,
    is_archive: false,
    statuses: [
      { ...stage(nextId(), 'Incoming leads', 10, '#c1c1c1'), type: 1, is_editable: false },
      ...stages.map((stageName, index) => stage(nextId(), stageName, 20 + 10 * index, '#99ccff')),
      { ...stage(WON, 'Closed - won', 10000, '#ccff66'), is_editable: false },
      { ...stage(LOST, 'Closed - lost', 11000, '#d5d8db'), is_editable: false },
    ],
  };
}

function stage(id: number, name: string, sort: number, color: string): Status {
  return { id, name, sort, is_editable: true, color, type: 0 };
}

export function defaultCatalogs(nextId: () => number): Catalog[] {
  return [
    { id: nextId(), name: 'Products', type: 'products' },
    { id: nextId(), name: 'Invoices', type: 'invoices' },
  ];
}

/**
 * The initial fields of an invoices list:
 * https://github.com/amocrm/amocrm-api-php/blob/master/src/AmoCRM/Enum/InvoicesCustomFieldsEnums.php
 * Each can be removed in Kommo's pages.
 */
export function defaultInvoiceFields(nextId: () => number): CustomField[] {
  const field = (name: string, code: string, type: string): CustomField => ({
    ...textField(nextId, name, code),
    type,
  });
  const choice = (name: string, code: string, choices: readonly (readonly [string, string])[]): CustomField => ({
    ...field(name, code, 'select'),
    enums: choices.map(([choiceCode, value], sort) => ({ id: nextId(), value, sort, code: choiceCode })),
  });
  return [
    choice('Status', 'BILL_STATUS', [
      ['created', 'Created'],
      ['paid', 'Paid'],
      ['paid_in_advance', 'Paid in advance'],
      ['partially_paid', 'Partially paid'],
    ]),
    field('Payer', 'PAYER', 'linked_entity'),
    field('Items', 'ITEMS', 'items'),
    choice('VAT type', 'BILL_VAT_TYPE', [
      ['vat_exempt', 'Exempt'],
      ['vat_included', 'Included'],
      ['vat_not_included', 'On top'],
    ]),
    field('Payment date', 'BILL_PAYMENT_DATE', 'date_time'),
    field('Comment', 'BILL_COMMENT', 'textarea'),
    field('Total', 'BILL_PRICE', 'numeric'),
  ];
}

function emailField(nextId: () => number): CustomField {
  return multitextField(nextId, 'Email', 'EMAIL', ['WORK', 'PRIV', 'OTHER']);
}

function phoneField(nextId: () => number): CustomField {
  return multitextField(nextId, 'Phone', 'PHONE', ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER']);
}

function multitextField(nextId: () => number, name: string, code: string, values: readonly string[]): CustomField {
  const enums = values.map((value, sort) => ({ id: nextId(), value, sort }));
  return { id: nextId(), name, type: 'multitext', code, sort: 10, is_api_only: false, enums, currency: null };
}

function textField(nextId: () => number, name: string, code: string): CustomField {
  return { id: nextId(), name, type: 'text', code, sort: 20, is_api_only: false, enums: null, currency: null };
}
