import { day, hour } from '../../server/platform/time/units.ts';
import {
  addCustomer,
  cancel,
  type FastSpringEvent,
  purchase,
  refund,
  remindOfOverduePayment,
  renew,
  type Sale,
  type Store,
} from '../../testing/sandbox/fastspring/index.ts';
import type { Subscription } from '../../testing/sandbox/fastspring/records.ts';
import type { Catalogue } from './world.ts';

export type Annas = ReturnType<typeof annasHistory>;

/**
 * Anna's history, a step at a time: it happens at FastSpring only when it is told, because the service fetches what
 * FastSpring knows and has not delivered.
 */
export function annasHistory(store: Store, { pro }: Catalogue) {
  let bought: Sale | null = null;
  const sale = (): Sale => {
    bought ??= purchase(store, {
      customer: addCustomer(store, {
        first: 'Anna',
        last: 'Schmidt',
        email: 'anna@acme.example',
        company: 'Acme GmbH',
        phone: '+49 30 5550199',
        language: 'de',
      }),
      lines: [{ product: pro, quantity: 2 }],
      at: twoMonthsBefore(store.clock.now()),
    });
    return bought;
  };
  const subscription = (): Subscription => {
    const [started] = sale().subscriptions;
    if (started === undefined) throw new Error('A plan starts a subscription');
    return started;
  };
  const isActivation = ({ type }: FastSpringEvent): boolean => type === 'subscription.activated';
  return {
    buy: () => sale().events.filter((event) => !isActivation(event)),
    activate: () => sale().events.filter(isActivation),
    renew: () => renew(store, subscription()).events,
    refundPart: () => refund(store, sale().order, { amount: '59.50', at: store.clock.now() - 30 * day }).events,
    fallBehind: () => [remindOfOverduePayment(store, subscription(), subscription().next ?? store.clock.now())],
    cancel: () => [cancel(store, subscription(), store.clock.now() - 60_000)],
    /** of the order */
    first: () => {
      const event = sale().events.find(({ type }) => type === 'order.completed');
      if (event === undefined) throw new Error('Anna has not bought');
      return event;
    },
  };
}

/** The second charge after it was due at most three days ago: not every month has a 29th. */
function twoMonthsBefore(now: number): number {
  const date = new Date(now - hour);
  date.setUTCMonth(date.getUTCMonth() - 2, Math.min(date.getUTCDate(), 28));
  return date.getTime();
}
