import { z } from 'zod';
import { KommoUncertain } from '../requests/errors.ts';
import type { KommoRequest } from '../requests/request.ts';
import type { AccountRequests } from './account-requests.ts';
import type { KommoApi, NewLead } from './api.ts';
import { createdSchema, first, inOrder } from './created.ts';
import { customFieldSchema } from './schemas.ts';

type Writes = Pick<
  KommoApi,
  | 'updateLeads'
  | 'createLead'
  | 'createLeadNotes'
  | 'createTasks'
  | 'completeTask'
  | 'rewriteTask'
  | 'rewriteLeadNote'
  | 'createLeadFields'
  | 'registerWebhook'
  | 'removeWebhook'
>;

const updatedSchema = z.object({
  _embedded: z.object({ leads: z.array(z.object({ id: z.number(), updated_at: z.number() })) }),
});
const createdLeadSchema = z.object({ _embedded: z.object({ leads: z.array(z.object({ id: z.number() })).min(1) }) });
const complexLeadSchema = z.array(z.object({ id: z.number(), contact_id: z.number().nullish() })).min(1);
const fieldsSchema = z.union([
  z.object({ _embedded: z.object({ custom_fields: z.array(customFieldSchema) }) }),
  customFieldSchema,
]);

/** of all notes written by this program */
const noteType = 'service_message';

/**
 * Kommo's write endpoints. None of them is idempotent: `request_id` is echoed and forgotten
 * (https://developers.kommo.com/reference/adding-notes), so the caller searches before it sends again.
 */
export function createWrites(requests: AccountRequests): Writes {
  async function write<S extends z.ZodType>(request: KommoRequest, schema: S): Promise<z.infer<S>> {
    const answer = await requests.send(request, schema);
    if (answer === undefined) {
      throw new KommoUncertain(`${request.method} ${request.path}: Kommo did not say what it wrote`);
    }
    return answer;
  }

  async function create(
    path: string,
    name: 'notes' | 'tasks',
    elements: readonly { request_id: string }[],
  ): Promise<readonly number[]> {
    if (elements.length === 0) return [];
    const schema = z.object({ _embedded: z.object({ [name]: z.array(createdSchema) }) });
    const answer = await write({ method: 'POST', path, json: elements }, schema);
    return inOrder(elements, answer._embedded[name] ?? [], path).map(({ id }) => id);
  }

  return {
    updateLeads: async (changes) => {
      if (changes.length === 0) return [];
      const answer = await write({ method: 'PATCH', path: '/leads', json: changes }, updatedSchema);
      return answer._embedded.leads;
    },
    createLead: (lead) => ('id' in lead.contact ? createForContact(lead, lead.contact.id) : createWithContact(lead)),
    createLeadNotes: (notes) =>
      create(
        '/leads/notes',
        'notes',
        notes.map(({ entity_id, service, text, request_id }) => ({
          entity_id,
          note_type: noteType,
          params: { service, text },
          request_id,
          is_need_to_trigger_digital_pipeline: false,
        })),
      ),
    createTasks: (tasks) =>
      create(
        '/tasks',
        'tasks',
        tasks.map((task) => ({ ...task, entity_type: 'leads' })),
      ),
    completeTask: async (taskId, result) => {
      const json = { is_completed: true, result: { text: result } };
      await requests.send({ method: 'PATCH', path: `/tasks/${taskId}`, json }, z.unknown());
    },
    rewriteTask: async (taskId, text) => {
      await requests.send({ method: 'PATCH', path: `/tasks/${taskId}`, json: { text } }, z.unknown());
    },
    rewriteLeadNote: async (noteId, service, text) => {
      const json = { note_type: noteType, params: { service, text } };
      await requests.send({ method: 'PATCH', path: `/leads/notes/${noteId}`, json }, z.unknown());
    },
    registerWebhook: async (destination, settings) => {
      const json = { destination, settings, sort: 10 };
      await requests.send({ method: 'POST', path: '/webhooks', json, dependsOnPlan: true }, z.unknown());
    },
    removeWebhook: async (destination) => {
      await requests.send(
        { method: 'DELETE', path: '/webhooks', json: { destination }, dependsOnPlan: true },
        z.unknown(),
      );
    },
    createLeadFields: async (fields) => {
      if (fields.length === 0) return [];
      const json = fields.map((field) => ({ ...field, is_api_only: true }));
      const answer = await write({ method: 'POST', path: '/leads/custom_fields', json }, fieldsSchema);
      return '_embedded' in answer ? answer._embedded.custom_fields : [answer];
    },
  };

  async function createForContact(lead: NewLead, contactId: number) {
    const { contact: _, tags, ...fields } = lead;
    const json = [{ ...fields, _embedded: { contacts: [{ id: contactId, is_main: true }], ...(tags && { tags }) } }];
    const answer = await write({ method: 'POST', path: '/leads', json }, createdLeadSchema);
    return { leadId: first(answer._embedded.leads).id, contactId };
  }

  async function createWithContact(lead: NewLead) {
    const { contact, tags, ...fields } = lead;
    if ('id' in contact) return createForContact(lead, contact.id);
    const values = [
      { field_code: 'EMAIL', values: [{ value: contact.email, enum_code: 'WORK' }] },
      ...(contact.phone === undefined
        ? []
        : [{ field_code: 'PHONE', values: [{ value: contact.phone, enum_code: 'WORK' }] }]),
    ];
    const { responsible_user_id: responsible } = lead;
    const owned = responsible === undefined ? {} : { responsible_user_id: responsible };
    const contacts = [{ name: contact.name, custom_fields_values: values, ...owned }];
    const companies = contact.company === undefined ? {} : { companies: [{ name: contact.company }] };
    const json = [{ ...fields, _embedded: { contacts, ...companies, ...(tags && { tags }) } }];
    const answer = await write({ method: 'POST', path: '/leads/complex', json }, complexLeadSchema);
    const { id, contact_id } = first(answer);
    return { leadId: id, contactId: contact_id ?? null };
  }
}
