import type { FastspringApi } from './api.ts';
import { completed, getBatched, listPage } from './listing.ts';
import { readEntryOrders, readObject } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

type Subscriptions = Pick<
  FastspringApi,
  'listSubscriptions' | 'getSubscriptions' | 'getSubscription' | 'listSubscriptionEntries'
>;

export function createSubscriptions(requests: StoreRequests): Subscriptions {
  const pathOf = (id: string) => `/subscriptions/${encodeURIComponent(id)}`;
  const getSubscriptions: FastspringApi['getSubscriptions'] = (ids) => getBatched(requests, 'subscriptions', ids);
  return {
    getSubscriptions,
    listSubscriptions: async (filter, page) =>
      completed(await listPage(requests, 'subscriptions', { ...filter }, page), getSubscriptions),
    getSubscription: async (id) =>
      readObject(await requests.send({ method: 'GET', path: pathOf(id) }), 'subscriptions'),
    listSubscriptionEntries: async (id) =>
      readEntryOrders(await requests.send({ method: 'GET', path: `${pathOf(id)}/entries` })),
  };
}
