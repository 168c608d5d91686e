import { z } from 'zod';

/**
 * The parts of Kommo's answers that we rely on. Unknown fields are dropped, unknown values never refused: Kommo adds
 * fields without notice. Shapes: https://developers.kommo.com/reference
 */
const emptyList = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

const customFieldValueSchema = z.object({
  field_id: z.number(),
  field_code: z.string().nullish(),
  values: emptyList(z.object({ value: z.unknown() })),
});

export const taskTypeSchema = z.object({ id: z.number(), name: z.string(), code: z.string().nullish() });

export const accountSchema = z.object({
  id: z.number(),
  name: z.string(),
  subdomain: z.string(),
  current_user_id: z.number().nullish(),
  country: z.string().nullish(),
  currency: z.string().nullish(),
  language: z.string().nullish(),
  _embedded: z
    .object({
      task_types: emptyList(taskTypeSchema),
      datetime_settings: z.object({ timezone: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

export const contactSchema = z.object({
  id: z.number(),
  name: z.string().nullish(),
  updated_at: z.number().nullish(),
  is_deleted: z.boolean().nullish(),
  custom_fields_values: emptyList(customFieldValueSchema),
  _embedded: z
    .object({ leads: emptyList(z.object({ id: z.number() })), companies: emptyList(z.object({ id: z.number() })) })
    .nullish(),
});

export const companySchema = z.object({
  id: z.number(),
  name: z.string().nullish(),
  is_deleted: z.boolean().nullish(),
  custom_fields_values: emptyList(customFieldValueSchema),
  _embedded: z
    .object({ leads: emptyList(z.object({ id: z.number() })), contacts: emptyList(z.object({ id: z.number() })) })
    .nullish(),
});

export const leadSchema = z.object({
  id: z.number(),
  name: z.string().nullish(),
  price: z.number().nullish(),
  responsible_user_id: z.number().nullish(),
  status_id: z.number(),
  pipeline_id: z.number(),
  created_at: z.number(),
  updated_at: z.number(),
  updated_by: z.number().nullish(),
  closed_at: z.number().nullish(),
  is_deleted: z.boolean().nullish(),
  custom_fields_values: emptyList(customFieldValueSchema),
  _embedded: z
    .object({
      tags: emptyList(z.object({ name: z.string() })),
      contacts: emptyList(z.object({ id: z.number(), is_main: z.boolean().nullish() })),
    })
    .nullish(),
});

export const noteSchema = z.object({
  id: z.number(),
  entity_id: z.number(),
  created_at: z.number().nullish(),
  note_type: z.string(),
  params: z.object({ text: z.string().nullish() }).nullish(),
});

export const taskSchema = z.object({
  id: z.number(),
  entity_id: z.number(),
  text: z.string(),
  is_completed: z.boolean(),
  created_at: z.number().nullish(),
});

export const pipelineSchema = z.object({
  id: z.number(),
  name: z.string(),
  sort: z.number(),
  is_main: z.boolean().nullish(),
  is_archive: z.boolean().nullish(),
  _embedded: z.object({
    statuses: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        sort: z.number(),
        type: z.number().nullish(),
        color: z.string().nullish(),
      }),
    ),
  }),
});

export const userSchema = z.object({
  id: z.number(),
  name: z.string(),
  rights: z.object({ is_admin: z.boolean().nullish(), is_active: z.boolean().nullish() }).nullish(),
});

export const customFieldSchema = z.object({
  id: z.number(),
  name: z.string(),
  type: z.string(),
  code: z.string().nullish(),
  /** of a field of the type `monetary` */
  currency: z.string().nullish(),
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
