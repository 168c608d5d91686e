import { comparisonSchema } from '../../../../server/history/reconciliation/results.ts';
import {
  addCustomer,
  addProduct,
  type FastSpringEvent,
  purchase,
  renew,
  type Store,
} from '../../../sandbox/fastspring/index.ts';
import type { ReconciliationStack } from './reconciliation-stack.ts';

const day = 24 * 3_600_000;

/** A store's sales of a week: a subscription with its renewal, single orders in two currencies and a test order. */
export async function weekOfSales(stack: ReconciliationStack) {
  const { store } = stack.fastspring;
  await stack.reconcile();
  stack.passTime(2 * day);
  const plan = addProduct(store, {
    path: 'plan',
    name: 'Plan',
    sku: 'PLAN',
    prices: { EUR: '100.00', USD: '110.00' },
    interval: { unit: 'day', length: 1 },
  });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const buy = (more: Partial<Parameters<typeof purchase>[1]> = {}) =>
    purchase(store, { customer, lines: [{ product: plan, quantity: 1 }], ...more });
  const first = buy();
  const dollars = buy({ currency: 'USD' });
  const trial = buy({ live: false });
  stack.passTime(day);
  const renewal = renew(store, first.subscriptions[0] ?? fail(), store.clock.now());
  stack.passTime(day);
  return { buy, first, dollars, trial, renewal };
}

export const eventsOf = (...sales: readonly { readonly events: readonly FastSpringEvent[] }[]) =>
  sales.flatMap(({ events }) => events);

export async function verdict({ prisma }: ReconciliationStack) {
  return comparisonSchema.parse((await prisma.reconciliation.findFirstOrThrow()).comparison);
}

/** As after FastSpring's thirty days. */
export function forgetEvents(store: Store): void {
  store.events.length = 0;
}

export function fail(): never {
  throw new Error('The sandbox sold nothing');
}
