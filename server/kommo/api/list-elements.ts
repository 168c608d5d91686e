import { z } from 'zod';
import type { AccountRequests } from './account-requests.ts';
import type { ElementRequests, WrittenElement } from './element-requests.ts';
import { createListing, readPage } from './listing.ts';
import { elementSchema, invoiceListSchema, listFieldSchema } from './schemas.ts';
import { createdSchema, createSenders, inOrder } from './senders.ts';

const writtenElementSchema = createdSchema.extend({ updated_at: z.number().nullish().catch(null) });
const writtenSchema = z.object({ _embedded: z.object({ elements: z.array(writtenElementSchema) }) });
const toWritten = ({ id, updated_at }: z.infer<typeof writtenElementSchema>): WrittenElement => ({
  id,
  updatedAt: updated_at ?? null,
});
const listSchema = invoiceListSchema.pick({ id: true }).extend({ type: z.string().nullish().catch(null) });

/** Of the writes, only linking is idempotent: look for an element before creating it again. */
export function createElementRequests(requests: AccountRequests): ElementRequests {
  const list = createListing(requests);
  const { write, send } = createSenders(requests);
  const pathOf = (listId: number) => `/catalogs/${listId}/elements`;

  async function writeElements(
    method: 'POST' | 'PATCH',
    listId: number,
    elements: readonly { readonly request_id: string }[],
  ) {
    if (elements.length === 0) return [];
    const answer = await write(method, pathOf(listId), elements, writtenSchema);
    return answer._embedded.elements;
  }

  async function link(how: 'link' | 'unlink', leadId: number, listId: number, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const metadata = { catalog_id: listId, quantity: 1 };
    const json = ids.map((id) => ({ to_entity_id: id, to_entity_type: 'catalog_elements', metadata }));
    await send('POST', `/leads/${leadId}/${how}`, json);
  }

  return {
    getInvoiceLists: async () => {
      const lists = await list('/catalogs', 'catalogs', z.array(listSchema), {});
      // Kommo allows one list of invoices, identified by its type, never by its name or position.
      const invoices = lists.filter(({ type }) => type === 'invoices').slice(0, 1);
      return Promise.all(
        invoices.map(async ({ id }) => ({
          id,
          fields: await list(`/catalogs/${id}/custom_fields`, 'custom_fields', z.array(listFieldSchema), {}),
        })),
      );
    },
    readElementPage: (listId, query) => readPage(requests, pathOf(listId), 'elements', z.array(elementSchema), query),
    getElements: async (listId, ids) => {
      if (ids.length === 0) return [];
      const query = { 'filter[id][]': ids };
      const found = await list(pathOf(listId), 'elements', z.array(elementSchema), query);
      return found.filter(({ id }) => ids.includes(id));
    },
    createElements: async (listId, elements) => {
      const created = await writeElements('POST', listId, elements);
      return inOrder(elements, created, pathOf(listId)).map(toWritten);
    },
    updateElements: async (listId, changes) => (await writeElements('PATCH', listId, changes)).map(toWritten),
    linkElements: (leadId, listId, ids) => link('link', leadId, listId, ids),
    unlinkElements: (leadId, listId, ids) => link('unlink', leadId, listId, ids),
  };
}
