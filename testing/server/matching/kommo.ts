import type { KommoCompany, KommoContact, KommoLead, KommoPipeline } from '../../../server/kommo/api/api.ts';

/** Invented contacts, companies and leads of a Kommo account. Times are Unix s. */

const field = (code: string | null, values: readonly unknown[]) => ({
  field_id: values.length,
  field_code: code,
  values: values.map((value) => ({ value })),
});

export interface ContactFields {
  readonly name?: string;
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
  readonly notes?: string;
  readonly leads?: readonly number[];
  readonly company?: number;
  readonly deleted?: boolean;
}

export function contact(id: number, fields: ContactFields = {}): KommoContact {
  return {
    id,
    name: fields.name ?? `Contact ${id}`,
    is_deleted: fields.deleted ?? false,
    custom_fields_values: [
      field('PHONE', fields.phones ?? []),
      field('EMAIL', fields.emails ?? []),
      field(null, fields.notes === undefined ? [] : [fields.notes]),
    ],
    _embedded: {
      leads: (fields.leads ?? []).map((lead) => ({ id: lead })),
      companies: fields.company === undefined ? [] : [{ id: fields.company }],
    },
  };
}

export interface CompanyFields {
  readonly emails?: readonly string[];
  readonly web?: string;
  readonly leads?: readonly number[];
  readonly deleted?: boolean;
}

export function company(id: number, name: string, fields: CompanyFields = {}): KommoCompany {
  return {
    id,
    name,
    is_deleted: fields.deleted ?? false,
    custom_fields_values: [
      field('EMAIL', fields.emails ?? []),
      field('WEB', fields.web === undefined ? [] : [fields.web]),
    ],
    _embedded: { leads: (fields.leads ?? []).map((lead) => ({ id: lead })), contacts: [] },
  };
}

/** An open lead of pipeline 1 that was changed in the second of its id, so that greater ids are later. */
export function lead(id: number, change: Partial<KommoLead> = {}): KommoLead {
  return {
    id,
    pipeline_id: 1,
    status_id: 11,
    created_at: 1,
    updated_at: id,
    updated_by: 7,
    custom_fields_values: [],
    ...change,
  };
}

export const won = { status_id: 142, closed_at: 900 };
export const lost = { status_id: 143, closed_at: 900 };
export const incoming = { status_id: 10 };
export const archived = { pipeline_id: 3 };

export const pipelines: readonly KommoPipeline[] = [1, 2, 3].map((id) => ({
  id,
  name: `Pipeline ${id}`,
  sort: id,
  is_archive: id === 3,
  _embedded: {
    statuses: [
      { id: id === 1 ? 10 : id * 100, name: 'Incoming', sort: 10, type: 1 },
      { id: 11, name: 'Offer', sort: 20, type: 0 },
      { id: 142, name: 'Won', sort: 10_000, type: 0 },
      { id: 143, name: 'Lost', sort: 11_000, type: 0 },
    ],
  },
}));
