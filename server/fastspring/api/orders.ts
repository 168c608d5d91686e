import type { FastspringApi } from './api.ts';
import { completed, getBatched, listPage } from './listing.ts';
import type { StoreRequests } from './store-requests.ts';

export function createOrders(requests: StoreRequests): Pick<FastspringApi, 'listOrders' | 'getOrders' | 'getReturns'> {
  const getOrders: FastspringApi['getOrders'] = (ids) => getBatched(requests, 'orders', ids);
  return {
    getOrders,
    getReturns: (ids) => getBatched(requests, 'returns', ids),
    listOrders: async (filter, page) => completed(await listPage(requests, 'orders', { ...filter }, page), getOrders),
  };
}
