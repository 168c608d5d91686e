import { z } from 'zod';
import type { AccountRequests } from './account-requests.ts';
import type { KommoApi } from './api.ts';
import { KommoUncertain } from './errors.ts';
import { queryString } from './query.ts';
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

type Reads = Pick<
  KommoApi,
  | 'getAccount'
  | 'searchContacts'
  | 'getContacts'
  | 'listChangedContacts'
  | 'listNewLeads'
  | 'searchCompanies'
  | 'getLeads'
  | 'listLeadNotes'
  | 'listLeadTasks'
  | 'getPipelines'
  | 'getUsers'
  | 'getLeadFields'
  | 'listStatusChanges'
>;

/** https://developers.kommo.com/docs/limitations; the events list takes fewer of both */
const pageLength = 250;
const eventsPageLength = 100;
const eventsIdsAtMost = 10;
/** A listing that never ends would hold the account's other requests back for good. */
const pagesAtMost = 200;

export function createReads(requests: AccountRequests): Reads {
  /** Follows the pages: takes the query of the link to the next one, and never its address. */
  async function list<T extends z.ZodType>(
    path: string,
    name: string,
    item: T,
    query: Parameters<typeof queryString>[0],
    atMost = Number.POSITIVE_INFINITY,
  ): Promise<z.infer<T>[]> {
    const schema = pageSchema(name, item);
    const items: z.infer<T>[] = [];
    let search: string | null = queryString({ ...query, limit: query.limit ?? pageLength });
    for (let page = 1; search !== null && items.length < atMost; page += 1) {
      if (page > pagesAtMost) throw new KommoUncertain(`GET ${path}: Kommo's list has no end`);
      const answer: z.infer<typeof schema> | undefined = await requests.send(
        { method: 'GET', path: `${path}${search}` },
        schema,
      );
      if (answer === undefined) break;
      items.push(...answer.items);
      search = answer.next === search ? null : answer.next;
    }
    return items;
  }

  return {
    getAccount: async () => {
      const path = `/account${queryString({ with: 'task_types,datetime_settings' })}`;
      const account = await requests.send({ method: 'GET', path }, accountSchema);
      if (account === undefined) throw new KommoUncertain('GET /account: Kommo answered with nothing');
      return account;
    },
    searchContacts: (query, atMost) => list('/contacts', 'contacts', contactSchema, { query, with: 'leads' }, atMost),
    getContacts: async (ids) =>
      ids.length === 0 ? [] : list('/contacts', 'contacts', contactSchema, { 'filter[id][]': ids, with: 'leads' }),
    listChangedContacts: (since) =>
      list('/contacts', 'contacts', contactSchema, { 'filter[updated_at][from]': since, with: 'leads' }),
    listNewLeads: (since) =>
      list('/leads', 'leads', leadSchema, { 'filter[created_at][from]': since, with: 'contacts' }),
    searchCompanies: (query, atMost) =>
      list('/companies', 'companies', companySchema, { query, with: 'leads,contacts' }, atMost),
    getLeads: async (ids) =>
      ids.length === 0 ? [] : list('/leads', 'leads', leadSchema, { 'filter[id][]': ids, with: 'contacts' }),
    listLeadNotes: async (leadIds, since) => {
      if (leadIds.length === 0) return [];
      const notes = await list('/leads/notes', 'notes', noteSchema, {
        'filter[entity_id][]': leadIds,
        'filter[note_type][]': 'service_message',
        'filter[updated_at][from]': since,
        'order[id]': 'desc',
      });
      return notes.filter((note) => leadIds.includes(note.entity_id));
    },
    listLeadTasks: async (leadIds) => {
      if (leadIds.length === 0) return [];
      const tasks = await list('/tasks', 'tasks', taskSchema, {
        'filter[entity_type]': 'leads',
        'filter[entity_id][]': leadIds,
      });
      return tasks.filter((task) => leadIds.includes(task.entity_id));
    },
    getPipelines: () => list('/leads/pipelines', 'pipelines', pipelineSchema, {}),
    getUsers: () => list('/users', 'users', userSchema, {}),
    getLeadFields: () => list('/leads/custom_fields', 'custom_fields', customFieldSchema, {}),
    listStatusChanges: async (leadIds, since) => {
      const changes = [];
      for (let first = 0; first < leadIds.length; first += eventsIdsAtMost) {
        const page = await list('/events', 'events', statusChangeSchema, {
          'filter[type]': 'lead_status_changed',
          'filter[entity]': 'lead',
          'filter[entity_id]': leadIds.slice(first, first + eventsIdsAtMost).join(','),
          'filter[created_at][from]': since,
          limit: eventsPageLength,
        });
        changes.push(...page);
      }
      return changes;
    },
  };
}

/** `{_embedded: {[name]: [...]}, _links: {next: {href}}}`; `next` is the next page's query, null on the last one. */
function pageSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .object({
      _embedded: z.object({ [name]: readableList(item) }),
      _links: z.object({ next: z.object({ href: z.string() }).nullish() }).nullish(),
    })
    .transform(({ _embedded, _links }) => {
      const href = _links?.next?.href;
      return {
        items: _embedded[name] ?? [],
        next: href !== undefined && URL.canParse(href) ? new URL(href).search : null,
      };
    });
}
