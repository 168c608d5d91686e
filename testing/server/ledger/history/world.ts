import { addProduct, createStore, type Store } from '../../../sandbox/fastspring/index.ts';
import type { Product } from '../../../sandbox/fastspring/records.ts';

type Customer = Store['customers'] extends Map<string, infer Each> ? Each : never;
type Subscription = Store['subscriptions'] extends Map<string, infer Each> ? Each : never;
type Order = Store['orders'] extends Map<string, infer Each> ? Each : never;

/** A store with a clock that stands still between two steps, so that several events share a millisecond. */
export interface World {
  readonly store: Store;
  readonly customers: Customer[];
  readonly products: readonly Product[];
  readonly currencies: readonly string[];
}

const beginning = Date.UTC(2026, 0, 15, 10);
/** one without minor units, one with three */
const prices = { EUR: '100.00', USD: '109.95', JPY: '15800', BHD: '41.125' };

export function createWorld(): World {
  let now = beginning;
  const clock = {
    now: () => now,
    seconds: () => Math.floor(now / 1000),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const store: Store = { ...createStore(), clock };
  const plan = (path: string, sku: string, unit: 'month' | 'year' | 'week', length: number) =>
    addProduct(store, { path, name: `The ${path}`, sku, prices, interval: { unit, length } });
  const products = [
    plan('team-plan', 'TEAM-M', 'month', 1),
    plan('yearly-plan', 'TEAM-Y', 'year', 1),
    plan('fortnight-plan', 'TEAM-2W', 'week', 2),
    addProduct(store, { path: 'manual', name: 'Manual', sku: null, prices, interval: null }),
  ];
  return { store, customers: [], products, currencies: Object.keys(prices) };
}

/** The `choice`-th of them, wrapping around; undefined when there are none. */
export function pick<Each>(some: Iterable<Each>, choice: number): Each | undefined {
  const all = [...some];
  return all[choice % all.length];
}

export function pickOrder({ store }: World, choice: number): Order | undefined {
  return pick(store.orders.values(), choice);
}

export function pickSubscription({ store }: World, choice: number): Subscription | undefined {
  return pick(store.subscriptions.values(), choice);
}
