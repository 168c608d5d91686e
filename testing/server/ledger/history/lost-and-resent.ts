import { createEvent, type FastSpringEvent } from '../../../sandbox/fastspring/index.ts';
import { chargeCompletedPayload, chargeFailedPayload } from '../../../sandbox/fastspring/payloads/charges.ts';
import { orderPayload } from '../../../sandbox/fastspring/payloads/orders.ts';
import { subscriptionPayload } from '../../../sandbox/fastspring/payloads/subscriptions.ts';
import type { TestEvent } from '../state-events.ts';
import type { World } from './world.ts';

/** The delivery of one event: whether its webhook arrives, and the content of a manual resend, if there is one. */
export type Delivery = 'once' | 'lost, as it was' | 'lost, as of today' | 'again, as it was' | 'again, as of today';

export const deliveries: readonly Delivery[] = [
  'once',
  'lost, as it was',
  'lost, as of today',
  'again, as it was',
  'again, as of today',
];

/** A copy of the event: its content must not change while the world goes on. */
export function asReported(event: FastSpringEvent): TestEvent {
  return { ...event, data: event.data };
}

/** A manual resend, now. Without a current subscription in it the data is unchanged. */
export function resentNow({ store }: World, event: TestEvent, delivery: Delivery): TestEvent {
  const data = delivery.endsWith('as of today') ? (dataOfToday(store, event) ?? event.data) : event.data;
  return { ...createEvent(event.type, Object(data), store.clock.now(), event.live), data };
}

function dataOfToday(store: World['store'], { type, data }: TestEvent): object | null {
  const reported: { id?: string; reason?: string; order?: { id: string }; subscription?: { id: string } } =
    Object(data);
  const order = store.orders.get((type === 'order.completed' ? reported.id : reported.order?.id) ?? '');
  const subscription = store.subscriptions.get((reported.subscription?.id ?? reported.id) || '');
  const expansion = { expanded: true };
  if (type === 'order.completed')
    return order ? orderPayload(order, expansion, (id) => store.subscriptions.get(id)) : null;
  if (subscription === undefined) return null;
  if (type === 'subscription.charge.completed')
    return order ? chargeCompletedPayload(order, subscription, expansion) : null;
  if (type === 'subscription.charge.failed') return chargeFailedPayload(reported.reason ?? '', subscription, expansion);
  return type.startsWith('subscription.') ? subscriptionPayload(subscription, expansion) : null;
}
