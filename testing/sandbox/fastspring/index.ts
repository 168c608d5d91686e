import { createFaults, type Faults } from '../http/faults.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { createTraffic, type RecordedRequest } from '../http/traffic.ts';
import type { ApiOptions } from './api/options.ts';
import { buildFastSpringServer } from './api/server.ts';
import { createDeliveries, type Deliveries, type DeliveryTarget } from './deliveries.ts';
import { createStore, type Store } from './store.ts';

export { payCheckout } from './checkouts.ts';
export { customerHistory } from './customer-history.ts';
export { createEvent, type FastSpringEvent, resentEvent } from './events.ts';
export { payQuote } from './quotes.ts';
export * from './sales.ts';
export { addCustomer, addProduct, createStore, emit, retoldEvent, type Store } from './store.ts';
export * from './subscription-life.ts';
export { sendWebhook } from './webhook.ts';

export interface FastSpringSandboxOptions extends Partial<ApiOptions> {
  /** 0 (default) takes any free port */
  readonly port?: number;
  readonly limit?: Partial<RateLimit>;
}

/** A FastSpring to run against: a store in memory, its REST API, and its webhooks. */
export interface FastSpringSandbox {
  /** fits FASTSPRING_API_URL */
  readonly url: string;
  readonly store: Store;
  /** credentials, and the forms of answers that differ between descriptions */
  readonly api: ApiOptions;
  readonly limit: RateLimit;
  readonly faults: Faults;
  /** every API request, refused ones included */
  readonly requests: readonly RecordedRequest[];
  readonly callCount: (since?: number) => number;
  readonly forgetRequests: () => void;
  /** webhooks to one receiver, retried like FastSpring's, in the store's time */
  readonly deliveriesTo: (target: DeliveryTarget) => Deliveries;
  readonly close: () => Promise<void>;
}

export async function startFastSpringSandbox(options: FastSpringSandboxOptions = {}): Promise<FastSpringSandbox> {
  const store = createStore();
  const traffic = createTraffic();
  const faults = createFaults();
  const api: ApiOptions = {
    username: options.username ?? 'sandbox-user',
    password: options.password ?? 'not-a-real-password',
    listElements: options.listElements ?? 'ids',
    overLimitStatus: options.overLimitStatus ?? 429,
    checkouts: options.checkouts ?? 'fastspring',
  };
  const limit: RateLimit = {
    requests: 250,
    windowMs: 60_000,
    retryAfter: 30,
    refusalsBeforeBlock: Number.POSITIVE_INFINITY,
    blockFor: 0,
    ...options.limit,
  };
  const app = buildFastSpringServer(store, api, traffic, limit, faults);
  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return {
    url,
    store,
    api,
    limit,
    faults,
    requests: traffic.requests,
    callCount: traffic.callCount,
    forgetRequests: traffic.clear,
    deliveriesTo: (target) => createDeliveries(store, target),
    close: () => app.close(),
  };
}
