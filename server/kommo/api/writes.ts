import { z } from 'zod';
import type { AccountRequests } from './account-requests.ts';
import type { KommoApi, NewContact } from './api.ts';
import { customFieldSchema } from './schemas.ts';
import { createSenders, first } from './senders.ts';

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
export function createWrites(requests: AccountRequests) {
  const { write, send, create } = createSenders(requests);

  return {
    updateLeads: async (changes) => {
      if (changes.length === 0) return [];
      const answer = await write('PATCH', '/leads', changes, updatedSchema);
      return answer._embedded.leads;
    },
    createLead: async ({ contact, tags, ...fields }) => {
      if ('id' in contact) {
        const contacts = [{ id: contact.id, is_main: true }];
        const lead = await write('POST', '/leads', [{ ...fields, _embedded: { contacts, tags } }], createdLeadSchema);
        return { leadId: first(lead._embedded.leads).id, contactId: contact.id };
      }
      const contacts = [newContact(contact, fields.responsible_user_id)];
      const companies = contact.company === undefined ? undefined : [{ name: contact.company }];
      const json = [{ ...fields, _embedded: { contacts, companies, tags } }];
      const { id, contact_id } = first(await write('POST', '/leads/complex', json, complexLeadSchema));
      return { leadId: id, contactId: contact_id ?? null };
    },
    createLeadNotes: (notes) => {
      const json = notes.map(({ entity_id, service, text, request_id }) => ({
        entity_id,
        note_type: noteType,
        params: { service, text },
        request_id,
        is_need_to_trigger_digital_pipeline: false,
      }));
      return create('/leads/notes', 'notes', json);
    },
    createTasks: (tasks) => {
      const json = tasks.map((task) => ({ ...task, entity_type: 'leads' }));
      return create('/tasks', 'tasks', json);
    },
    completeTask: (taskId, result) =>
      send('PATCH', `/tasks/${taskId}`, { is_completed: true, result: { text: result } }),
    rewriteTask: (taskId, text) => send('PATCH', `/tasks/${taskId}`, { text }),
    rewriteLeadNote: (noteId, service, text) =>
      send('PATCH', `/leads/notes/${noteId}`, { note_type: noteType, params: { service, text } }),
    registerWebhook: (destination, settings) =>
      send('POST', '/webhooks', { destination, settings, sort: 10 }, dependsOnPlan),
    removeWebhook: (destination) => send('DELETE', '/webhooks', { destination }, dependsOnPlan),
    createLeadFields: async (fields) => {
      if (fields.length === 0) return [];
      const json = fields.map((field) => ({ ...field, is_api_only: true }));
      const answer = await write('POST', '/leads/custom_fields', json, fieldsSchema);
      return '_embedded' in answer ? answer._embedded.custom_fields : [answer];
    },
  } satisfies Partial<KommoApi>;
}

const dependsOnPlan = { dependsOnPlan: true } as const;

function newContact({ name, email, phone }: NewContact, responsible: number | undefined) {
  const values = Object.entries({ EMAIL: email, PHONE: phone }).flatMap(([field_code, value]) =>
    value === undefined ? [] : [{ field_code, values: [{ value, enum_code: 'WORK' }] }],
  );
  return { name, custom_fields_values: values, responsible_user_id: responsible };
}
