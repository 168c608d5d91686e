import { z } from 'zod';
import { queryString } from '../../outward/query.ts';
import { elementsPerRead } from '../limits.ts';
import { KommoUncertain } from '../requests/errors.ts';
import type { AccountRequests } from './account-requests.ts';
import type { ListPage } from './list-page.ts';

/** An endless listing would block the account's other requests for good. */
const pagesAtMost = 200;

/** Reads one page of a list. Takes only the query of the link to the next page, never its address. */
export async function readPage<Item>(
  requests: AccountRequests,
  path: string,
  name: string,
  itemsSchema: z.ZodType<Item[]>,
  search = queryString({ limit: elementsPerRead }),
): Promise<ListPage<Item>> {
  const schema = pageSchema(name, itemsSchema);
  const request = { method: 'GET', path: `${path}${search}` } as const;
  const answer: z.infer<typeof schema> | undefined = await requests.send(request, schema);
  if (answer === undefined) return { items: [], next: null };
  return { items: answer.items, next: answer.next === search ? null : answer.next };
}

/** Reads Kommo's lists page by page. */
export function createListing(requests: AccountRequests) {
  /**
   * Follows the pages.
   * @param itemsSchema `readableList` only where absence has no consequences: a missing lead counts as deleted, a
   *   missing note as not written yet, a person's missing move as not made
   */
  return async function list<Item>(
    path: string,
    name: string,
    itemsSchema: z.ZodType<Item[]>,
    query: Parameters<typeof queryString>[0],
    atMost = Number.POSITIVE_INFINITY,
  ): Promise<Item[]> {
    const items: Item[] = [];
    let search: string | null = queryString({ ...query, limit: query.limit ?? elementsPerRead });
    for (let page = 1; search !== null && items.length < atMost; page += 1) {
      if (page > pagesAtMost) throw new KommoUncertain(`GET ${path}: Kommo's list has no end`);
      const read: ListPage<Item> = await readPage(requests, path, name, itemsSchema, search);
      items.push(...read.items);
      search = read.next;
    }
    return items;
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
