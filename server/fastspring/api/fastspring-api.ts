import type { Config } from '../../config/config.ts';
import { createSlots } from '../../outward/slots.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { slotLimits } from '../limits.ts';
import { createAccounts } from './accounts.ts';
import type { FastspringApi } from './api.ts';
import { createCheckouts } from './checkouts.ts';
import { createConnection } from './connection.ts';
import { createEvents } from './events.ts';
import { createNotFoundConfirmation } from './not-found-confirmation.ts';
import { createOrders } from './orders.ts';
import { createProducts } from './products.ts';
import { createQuotes } from './quotes.ts';
import { createStoreRequests, type StoreRequests } from './store-requests.ts';
import { createSubscriptions } from './subscriptions.ts';
import type { FastspringPriority } from './turns.ts';
import { createWebhooks } from './webhooks.ts';

/** All that this process asks of FastSpring. One per process. */
export interface Fastspring {
  /** @param signal ends the waiting for a turn under the limit, not a request that is under way */
  readonly forAccount: (accountId: string, priority: FastspringPriority, signal: AbortSignal) => FastspringApi;
  /** Breaks off what is under way and refuses what comes. */
  readonly close: () => void;
}

export function createFastspring(dependencies: {
  readonly prisma: PrismaClient;
  readonly sealer: Sealer;
  readonly config: Pick<Config, 'fastspringApiUrl'>;
  /** ms, of a clock that never goes back */
  readonly clock: () => number;
}): Fastspring {
  const { prisma, sealer, config, clock } = dependencies;
  const stop = new AbortController();
  const shared = {
    connection: createConnection(prisma, sealer),
    slots: createSlots(prisma, slotLimits),
    notFound: createNotFoundConfirmation(clock),
    apiUrl: config.fastspringApiUrl,
    stop: stop.signal,
  };
  return {
    forAccount: (accountId, priority, signal) =>
      createApi(createStoreRequests(shared, accountId, priority, AbortSignal.any([signal, stop.signal]))),
    close: () => stop.abort(),
  };
}

function createApi(requests: StoreRequests): FastspringApi {
  return {
    ...createAccounts(requests),
    ...createOrders(requests),
    ...createSubscriptions(requests),
    ...createEvents(requests),
    ...createProducts(requests),
    ...createCheckouts(requests),
    ...createQuotes(requests),
    ...createWebhooks(requests),
  };
}
