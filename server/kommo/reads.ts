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
  | 'getCompanies'
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
  /**
   * Follows the pages: takes the query of the link to the next one, and never its address.
   * @param itemsSchema `readableList` only where absence has no consequences: a lead that is left out counts as deleted,
   *   a note as not written yet, a person's move as not made
   */
  async function list<Item>(
    path: string,
    name: string,
    itemsSchema: z.ZodType<Item[]>,
    query: Parameters<typeof queryString>[0],
    atMost = Number.POSITIVE_INFINITY,
  ): Promise<Item[]> {
    const schema = pageSchema(name, itemsSchema);
    const items: Item[] = [];
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
    searchContacts: (query, atMost) =>
      list('/contacts', 'contacts', readableList(contactSchema), { query, with: 'leads' }, atMost),
    getContacts: async (ids) =>
      ids.length === 0
        ? []
        : list('/contacts', 'contacts', z.array(contactSchema), { 'filter[id][]': ids, with: 'leads' }),
    listChangedContacts: (since) =>
      list('/contacts', 'contacts', readableList(contactSchema), { 'filter[updated_at][from]': since, with: 'leads' }),
    listNewLeads: (since) =>
      list('/leads', 'leads', readableList(leadSchema), { 'filter[created_at][from]': since, with: 'contacts' }),
    searchCompanies: (query, atMost) =>
      list('/companies', 'companies', readableList(companySchema), { query, with: 'leads,contacts' }, atMost),
    getCompanies: async (ids) =>
      ids.length === 0
        ? []
        : list('/companies', 'companies', z.array(companySchema), { 'filter[id][]': ids, with: 'leads,contacts' }),
    getLeads: async (ids) =>
      ids.length === 0 ? [] : list('/leads', 'leads', z.array(leadSchema), { 'filter[id][]': ids, with: 'contacts' }),
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
      for (let first = 0; first < leadIds.length; first += eventsIdsAtMost) {
        const page = await list('/events', 'events', z.array(statusChangeSchema), {
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
function pageSchema<Item>(name: string, itemsSchema: z.ZodType<Item[]>) {
  return z
    .object({
      _embedded: z.object({ [name]: itemsSchema }),
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
