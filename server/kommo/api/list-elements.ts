import { z } from 'zod';
import { KommoUncertain } from '../requests/errors.ts';
import type { AccountRequests } from './account-requests.ts';
import { createdSchema, inOrder } from './created.ts';
import type { ElementRequests, WrittenElement } from './element-requests.ts';
import { createListing, createPageReader } from './listing.ts';
import { elementSchema, invoiceListSchema, listFieldSchema } from './schemas.ts';

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
  const readPage = createPageReader(requests);

  async function write(
    method: 'POST' | 'PATCH',
    listId: number,
    json: readonly { readonly request_id: string }[],
  ): Promise<readonly z.infer<typeof writtenElementSchema>[]> {
    if (json.length === 0) return [];
    const path = `/catalogs/${listId}/elements`;
    const answer = await requests.send({ method, path, json }, writtenSchema);
    if (answer === undefined) throw new KommoUncertain(`${method} ${path}: Kommo did not say what it wrote`);
    return answer._embedded.elements;
  }

  async function link(how: 'link' | 'unlink', leadId: number, listId: number, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const json = ids.map((id) => ({
      to_entity_id: id,
      to_entity_type: 'catalog_elements',
      metadata: { catalog_id: listId, quantity: 1 },
    }));
    await requests.send({ method: 'POST', path: `/leads/${leadId}/${how}`, json }, z.unknown());
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
    readElementPage: (listId, query) =>
      readPage(`/catalogs/${listId}/elements`, 'elements', z.array(elementSchema), query),
    getElements: async (listId, ids) => {
      if (ids.length === 0) return [];
      const query = { 'filter[id][]': ids };
      const found = await list(`/catalogs/${listId}/elements`, 'elements', z.array(elementSchema), query);
      return found.filter(({ id }) => ids.includes(id));
    },
    createElements: async (listId, elements) => {
      const created = await write('POST', listId, elements);
      return inOrder(elements, created, `/catalogs/${listId}/elements`).map(toWritten);
    },
    updateElements: async (listId, changes) => (await write('PATCH', listId, changes)).map(toWritten),
    linkElements: (leadId, listId, ids) => link('link', leadId, listId, ids),
    unlinkElements: (leadId, listId, ids) => link('unlink', leadId, listId, ids),
  };
}
