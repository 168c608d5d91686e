import { queryString } from '../../outward/query.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import { elementsPerPage, idsPerRead } from '../limits.ts';
import type { FastspringObject, Page } from './api.ts';
import { FastspringNotFound, FastspringRefused } from './errors.ts';
import { type Element, isWhole, type ListName, readObjects, readPage } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

/** One page of a list. What FastSpring does not find is an empty page. */
export async function listPage(
  requests: StoreRequests,
  name: ListName,
  parameters: Parameters<typeof queryString>[0],
  page: number,
): Promise<Page<Element>> {
  try {
    const path = `/${name}${queryString({ ...parameters, limit: elementsPerPage, page })}`;
    return readPage(await requests.send({ method: 'GET', path }), name, page);
  } catch (error) {
    if (error instanceof FastspringNotFound) return { items: [], nextPage: null, total: 0 };
    throw error;
  }
}

/** One page of a list with its objects whole and in its order: reads those that the list only named. */
export async function listWhole(
  requests: StoreRequests,
  name: BatchedName,
  parameters: Parameters<typeof queryString>[0],
  page: number,
): Promise<Page<FastspringObject>> {
  const listed = await listPage(requests, name, parameters, page);
  const named = listed.items.filter((element) => !isWhole(element)).map(({ id }) => id);
  const objects = new Map((await getBatched(requests, name, named)).map((object) => [object.id, object]));
  const items = listed.items.flatMap((element) => (isWhole(element) ? element : (objects.get(element.id) ?? [])));
  return { ...listed, items };
}

/** Accounts cannot be asked for many at a time. */
type BatchedName = Exclude<ListName, 'accounts'>;

/**
 * Several objects by their ids, many per request; those that do not exist are left out.
 */
export async function getBatched(
  requests: StoreRequests,
  name: BatchedName,
  ids: readonly string[],
): Promise<readonly FastspringObject[]> {
  const found: FastspringObject[] = [];
  for (const chunk of inChunks(ids, idsPerRead)) found.push(...(await getBatch(requests, name, chunk)));
  return found;
}

/**
 * Where a batch is refused, for one missing object or for its length, its halves are asked for, down to the single one
 * that is missing or refused itself.
 */
async function getBatch(
  requests: StoreRequests,
  name: ListName,
  ids: readonly string[],
): Promise<readonly FastspringObject[]> {
  try {
    const path = `/${name}/${ids.map(encodeURIComponent).join(',')}`;
    return readObjects(await requests.send({ method: 'GET', path }), name);
  } catch (error) {
    if (!(error instanceof FastspringRefused)) throw error;
    if (ids.length === 1 && error instanceof FastspringNotFound) return [];
    if (ids.length === 1) throw error;
    const half = Math.ceil(ids.length / 2);
    return [
      ...(await getBatch(requests, name, ids.slice(0, half))),
      ...(await getBatch(requests, name, ids.slice(half))),
    ];
  }
}
