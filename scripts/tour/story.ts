import {
  addCustomer,
  addProduct,
  type FastSpringEvent,
  purchase,
  refund,
  renew,
  type Store,
  sendWebhook,
} from '../../testing/sandbox/fastspring/index.ts';
import { countEvents, untilDone } from '../demo/settle.ts';
import type { Stage } from '../demo/stage.ts';
import type { Words } from './words.ts';

/** A customer of half a year, as FastSpring reports it: the first purchase, and everything after it. */
export interface Story {
  readonly bought: readonly FastSpringEvent[];
  readonly since: readonly FastSpringEvent[];
}

const boughtAt = Date.UTC(2026, 5, 12, 8, 40);
const refundedAt = Date.UTC(2026, 8, 18, 8, 40);

/** Two seats, renewed every month; one partial refund. */
export function createStory(store: Store, { product: productName, country }: Words): Story {
  const product = addProduct(store, {
    path: 'pro-plan-monthly',
    name: productName,
    sku: 'PRO-M',
    prices: { EUR: '100.00' },
    interval: { unit: 'month', length: 1 },
  });
  const customer = addCustomer(store, {
    first: 'Anna',
    last: 'Schmidt',
    email: 'anna@acme.example',
    company: 'Acme',
    country,
  });
  const first = purchase(store, { customer, lines: [{ product, quantity: 2 }], at: boughtAt });
  const [subscription] = first.subscriptions;
  if (!subscription) throw new Error('a plan starts a subscription');
  const renewals = Array.from({ length: 5 }, () => renew(store, subscription));
  const [, , third] = renewals;
  if (!third) throw new Error('the plan was renewed');
  const refunded = refund(store, third.order, { amount: '50.00', at: refundedAt });
  const since = [...renewals.flatMap(({ events }) => events), ...refunded.events];
  return { bought: first.events.filter(isTold), since: since.filter(isTold) };
}

/** Payouts are about the seller, not about the customer. */
const isTold = ({ type }: FastSpringEvent): boolean => type !== 'payoutEntry.created';

/** Sends the events and waits until the service has processed them. */
export async function deliver(stage: Stage, events: readonly FastSpringEvent[]): Promise<void> {
  const before = await countEvents(stage);
  const answer = await sendWebhook({ ...stage.webhook, events });
  if (answer.status !== 200) throw new Error(`The webhook was answered ${answer.status}`);
  await untilDone(stage, before + events.length, 'the customer’s history');
}
