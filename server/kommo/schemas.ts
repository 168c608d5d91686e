import { z } from 'zod';

/**
 * The parts of Kommo's answers that we rely on. Unknown fields are dropped, unknown values never refused: Kommo adds
 * fields without notice, and one odd lead or contact must not cost the whole list. Shapes:
 * https://developers.kommo.com/reference
 */
const text = z.string().nullish().catch(null);
const name = z.string().catch('');
const number = z.number().nullish().catch(null);
/** of which nothing is known; ids and times have none such */
const anyNumber = z.number().catch(0);
const flag = z.boolean().nullish().catch(null);

/** Without what is not of the item's shape. */
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
    .nullish(),
});

export const contactSchema = z.object({
  id: z.number(),
  name: text,
  updated_at: number,
  is_deleted: flag,
  custom_fields_values: emptyList(customFieldValueSchema),
  _embedded: z
    .object({ leads: emptyList(z.object({ id: z.number() })), companies: emptyList(z.object({ id: z.number() })) })
    .nullish(),
});

export const companySchema = z.object({
  id: z.number(),
  name: text,
  is_deleted: flag,
  custom_fields_values: emptyList(customFieldValueSchema),
  _embedded: z
    .object({ leads: emptyList(z.object({ id: z.number() })), contacts: emptyList(z.object({ id: z.number() })) })
    .nullish(),
});

export const leadSchema = z.object({
  id: z.number(),
  name: text,
  price: number,
  responsible_user_id: number,
  status_id: anyNumber,
  pipeline_id: anyNumber,
  created_at: anyNumber,
  updated_at: anyNumber,
  updated_by: number,
  closed_at: number,
  is_deleted: flag,
  custom_fields_values: emptyList(customFieldValueSchema),
  _embedded: z
    .object({
      tags: emptyList(z.object({ name: z.string() })),
      contacts: emptyList(z.object({ id: z.number(), is_main: flag })),
    })
    .nullish(),
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
  _embedded: z.object({
    statuses: readableList(z.object({ id: z.number(), name, sort: anyNumber, type: number, color: text })),
  }),
});

export const userSchema = z.object({
  id: z.number(),
  name,
  rights: z.object({ is_admin: flag, is_active: flag }).nullish().catch(null),
});

export const customFieldSchema = z.object({
  id: z.number(),
  name,
  type: name,
  code: text,
  /** of a field of the type `monetary` */
  currency: text,
});

/** An entry of `GET /events?filter[type]=lead_status_changed`: https://developers.kommo.com/reference/events-list */
export const statusChangeSchema = z.object({
  id: z.string(),
  entity_id: z.number(),
  created_by: z.number(),
  created_at: z.number(),
  value_after: z
    .array(z.object({ lead_status: z.object({ id: z.number(), pipeline_id: z.number() }).optional() }))
    .optional()
    .catch(undefined),
});
