import type { FastspringApi } from './api.ts';
import { completed, getBatched, listPage } from './listing.ts';
import { readEntryOrders, readObject } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

type Subscriptions = Pick<FastspringApi, 'listSubscriptions' | 'getSubscription' | 'listSubscriptionEntries'>;

export function createSubscriptions(requests: StoreRequests): Subscriptions {
  const pathOf = (id: string) => `/subscriptions/${encodeURIComponent(id)}`;
  return {
    listSubscriptions: async (filter, page) =>
      completed(await listPage(requests, 'subscriptions', { ...filter }, page), (ids) =>
        getBatched(requests, 'subscriptions', ids),
      ),
    getSubscription: async (id) =>
      readObject(await requests.send({ method: 'GET', path: pathOf(id) }), 'subscriptions'),
    listSubscriptionEntries: async (id) =>
      readEntryOrders(await requests.send({ method: 'GET', path: `${pathOf(id)}/entries` })),
  };
}
