import { z } from 'zod';

/**
 * The parts of Kommo's answers that we rely on. Unknown fields are dropped, because Kommo adds fields without notice. A
 * value of an unexpected type becomes null or empty, except where a wrong guess would do harm. PHP writes an empty
 * object as `[]`. Shapes: https://developers.kommo.com/reference
 */
const text = z.string().nullish().catch(null);
const name = z.string().catch('');
const number = z.number().nullish().catch(null);
/** stands for unknown; real ids and times never have this value */
const anyNumber = z.number().catch(0);
const flag = z.boolean().nullish().catch(null);

/** Leaves out unreadable items. Not for requests by id: there a missing item counts as deleted. */
export const readableList = <T extends z.ZodType>(item: T) =>
  z
    .array(item.nullable().catch(null))
    .transform((list) => list.filter((each): each is NonNullable<typeof each> => each !== null));

const emptyList = <T extends z.ZodType>(item: T) =>
  readableList(item)
    .nullish()
    .catch(null)
    .transform((list) => list ?? []);

const customFieldValueSchema = z.object({
  field_id: z.number(),
  field_code: text,
  values: emptyList(z.object({ value: z.unknown() })),
});

export const taskTypeSchema = z.object({ id: z.number(), name, code: text });

export const accountSchema = z.object({
  id: z.number(),
  name,
  subdomain: z.string(),
  current_user_id: number,
  country: text,
  currency: text,
  language: text,
  _embedded: z
    .object({
      task_types: emptyList(taskTypeSchema),
      datetime_settings: z.object({ timezone: text }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** What contacts, companies and leads have in common. */
const entitySchema = z.object({
  id: z.number(),
  name: text,
  responsible_user_id: number,
  is_deleted: flag,
  custom_fields_values: emptyList(customFieldValueSchema),
});
const ids = emptyList(z.object({ id: z.number() }));

export const contactSchema = entitySchema.extend({
  updated_at: number,
  _embedded: z.object({ leads: ids, companies: ids }).nullish().catch(null),
});

export const companySchema = entitySchema.extend({
  _embedded: z.object({ leads: ids, contacts: ids }).nullish().catch(null),
});

export const leadSchema = entitySchema.extend({
  price: number,
  /** only of accounts that take cents */
  price_with_minor_units: number,
  // No fallback: the stage guard would mistake another stage or time for the lead's own, and overrule a person.
  status_id: z.number(),
  pipeline_id: z.number(),
  updated_at: z.number(),
  created_at: anyNumber,
  updated_by: number,
  closed_at: number,
  _embedded: z
    .object({
      tags: emptyList(z.object({ name: z.string() })),
      contacts: emptyList(z.object({ id: z.number(), is_main: flag })),
    })
    .nullish()
    .catch(null),
});

export const noteSchema = z.object({
  id: z.number(),
  entity_id: z.number(),
  created_at: number,
  note_type: name,
  params: z.object({ text }).nullish().catch(null),
});

export const taskSchema = z.object({
  id: z.number(),
  entity_id: z.number(),
  text: name,
  is_completed: z.boolean().catch(false),
  created_at: number,
});

export const pipelineSchema = z.object({
  id: z.number(),
  name,
  sort: anyNumber,
  is_main: flag,
  is_archive: flag,
  _embedded: z
    .object({
      // No fallback for `sort` either: the guard must not move a lead backwards.
      statuses: emptyList(z.object({ id: z.number(), name, sort: z.number(), type: number, color: text })),
    })
    .catch({ statuses: [] }),
});

/** `A` all, `G` those of the user's group, `M` the user's own, `D` none: https://developers.kommo.com/reference/users-and-roles */
const accessSchema = z.object({ view: z.string().nullish(), edit: z.string().nullish() }).nullish();
/** No fallback: a stage's right can take away what the general right for leads grants. */
const stageRightSchema = z.object({
  entity_type: z.string(),
  pipeline_id: z.number(),
  status_id: z.number(),
  rights: accessSchema,
});

export const userSchema = z.object({
  id: z.number(),
  name,
  rights: z
    .object({
      is_admin: flag,
      is_active: flag,
      group_id: z.number().nullish(),
      leads: accessSchema.catch(null),
      contacts: accessSchema.catch(null),
      companies: accessSchema.catch(null),
      status_rights: z.array(stageRightSchema).nullish(),
    })
    .nullish()
    .catch(null),
});

export const customFieldSchema = z.object({
  id: z.number(),
  name,
  type: name,
  code: text,
  /** of a field of the type `monetary` */
  currency: text,
});

/** A field of a list's elements. */
export const listFieldSchema = z.object({
  id: z.number(),
  code: text,
  type: name,
  enums: emptyList(z.object({ id: z.number(), code: text })),
});

/** The account's list of invoices: https://developers.kommo.com/reference/lists */
export const invoiceListSchema = z.object({ id: z.number(), fields: z.array(listFieldSchema) });

export const elementSchema = z.object({
  id: z.number(),
  name,
  updated_at: number,
  is_deleted: flag,
  custom_fields_values: emptyList(
    z.object({
      field_id: z.number(),
      values: emptyList(z.object({ value: z.unknown().optional(), enum_id: number, enum_code: text })),
    }),
  ),
});

/** An entry of `GET /events?filter[type]=lead_status_changed`: https://developers.kommo.com/reference/events-list */
export const statusChangeSchema = z.object({
  entity_id: z.number(),
  created_by: z.number(),
  created_at: z.number(),
  value_after: z
    .array(z.object({ lead_status: z.object({ id: z.number(), pipeline_id: z.number() }).optional() }))
    .optional()
    .catch(undefined),
});
