import { z } from 'zod';
import { queryString } from '../../outward/query.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import { eventsPerPage, idsPerEventsRead } from '../limits.ts';
import { KommoUncertain } from '../requests/errors.ts';
import type { AccountRequests } from './account-requests.ts';
import type { KommoApi } from './api.ts';
import { createListing } from './listing.ts';
import {
  accountSchema,
  companySchema,
  contactSchema,
  customFieldSchema,
  leadSchema,
  noteSchema,
  pipelineSchema,
  readableList,
  statusChangeSchema,
  taskSchema,
  userSchema,
} from './schemas.ts';

export function createReads(requests: AccountRequests) {
  const list = createListing(requests);
  const byIds = async <Item>(
    name: 'contacts' | 'companies' | 'leads',
    schema: z.ZodType<Item>,
    ids: readonly number[],
    included: string,
  ) => (ids.length === 0 ? [] : list(`/${name}`, name, z.array(schema), { 'filter[id][]': ids, with: included }));

  return {
    getAccount: async () => {
      const path = `/account${queryString({ with: 'task_types,datetime_settings' })}`;
      const account = await requests.send({ method: 'GET', path }, accountSchema);
      if (account === undefined) throw new KommoUncertain('GET /account: Kommo answered with nothing');
      return account;
    },
    searchContacts: (query, atMost) =>
      list('/contacts', 'contacts', readableList(contactSchema), { query, with: 'leads' }, atMost),
    getContacts: (ids) => byIds('contacts', contactSchema, ids, 'leads'),
    listChangedContacts: (since) =>
      list('/contacts', 'contacts', readableList(contactSchema), { 'filter[updated_at][from]': since, with: 'leads' }),
    listNewLeads: (since) =>
      list('/leads', 'leads', readableList(leadSchema), { 'filter[created_at][from]': since, with: 'contacts' }),
    searchCompanies: (query, atMost) =>
      list('/companies', 'companies', readableList(companySchema), { query, with: 'leads,contacts' }, atMost),
    getCompanies: (ids) => byIds('companies', companySchema, ids, 'leads,contacts'),
    searchLeads: (query, atMost) =>
      list('/leads', 'leads', readableList(leadSchema), { query, with: 'contacts' }, atMost),
    getLeads: (ids) => byIds('leads', leadSchema, ids, 'contacts'),
    listLeadNotes: async (leadIds, since) => {
      if (leadIds.length === 0) return [];
      const notes = await list('/leads/notes', 'notes', z.array(noteSchema), {
        'filter[entity_id][]': leadIds,
        'filter[note_type][]': 'service_message',
        'filter[updated_at][from]': since,
        'order[id]': 'desc',
      });
      return notes.filter((note) => leadIds.includes(note.entity_id));
    },
    listLeadTasks: async (leadIds) => {
      if (leadIds.length === 0) return [];
      const tasks = await list('/tasks', 'tasks', z.array(taskSchema), {
        'filter[entity_type]': 'leads',
        'filter[entity_id][]': leadIds,
      });
      return tasks.filter((task) => leadIds.includes(task.entity_id));
    },
    getPipelines: () => list('/leads/pipelines', 'pipelines', readableList(pipelineSchema), {}),
    getUsers: () => list('/users', 'users', readableList(userSchema), {}),
    getLeadFields: () => list('/leads/custom_fields', 'custom_fields', readableList(customFieldSchema), {}),
    listStatusChanges: async (leadIds, since) => {
      const changes = [];
      for (const ids of inChunks(leadIds, idsPerEventsRead)) {
        changes.push(...(await list('/events', 'events', z.array(statusChangeSchema), statusChangesOf(ids, since))));
      }
      return changes;
    },
  } satisfies Partial<KommoApi>;
}

function statusChangesOf(leadIds: readonly number[], since: number) {
  return {
    'filter[type]': 'lead_status_changed',
    'filter[entity]': 'lead',
    'filter[entity_id]': leadIds.join(','),
    'filter[created_at][from]': since,
    limit: eventsPerPage,
  };
}
