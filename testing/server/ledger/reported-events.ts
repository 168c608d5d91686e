import { type Ledger, projectLedger } from '../../../server/ledger/project-ledger.ts';
import type { ProjectedSubscription } from '../../../server/ledger/project-subscription.ts';
import { stateEvents, type TestEvent } from './state-events.ts';
import { effectsAskedFor, isWithoutMoment } from './visible.ts';

/** ms of a moment in UTC, e.g. `2026-04-02 06:00` */
export const at = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}Z`);

let reported = 0;

/** An event in its envelope. `created` in ms, by default the data's own `changed`. */
export function report(type: string, data: Readonly<Record<string, unknown>>, created?: number): TestEvent {
  reported += 1;
  return { id: `EV${reported}`, type, live: true, created: created ?? Number(data.changed), data };
}

/** The same data under a new id and a later `created`: a manual resend of an event. */
export function resend(event: TestEvent, created: number): TestEvent {
  reported += 1;
  return { ...event, id: `EV${reported}`, created };
}

/** A subscription as FastSpring shows it: monthly, bought on 2 March 2026. */
export function subscription(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const bought = at('2026-03-02 10:00');
  return {
    id: 'S-1',
    subscription: 'S-1',
    active: true,
    state: 'active',
    changed: bought,
    live: true,
    currency: 'EUR',
    account: 'A-1',
    product: 'team-plan',
    sku: 'TEAM-M',
    display: 'Team plan',
    quantity: 1,
    price: 99,
    begin: at('2026-03-02 00:00'),
    next: at('2026-04-02 00:00'),
    nextChargeDate: at('2026-04-02 00:00'),
    nextChargeTotal: 99,
    nextChargePreTax: 99,
    nextChargeCurrency: 'EUR',
    end: null,
    canceledDate: null,
    deactivationDate: null,
    sequence: 1,
    periods: null,
    remainingPeriods: null,
    intervalUnit: 'month',
    intervalLength: 1,
    paymentOverdue: { intervalUnit: 'week', intervalLength: 1, total: 4, sent: 0 },
    instructions: [{ product: 'team-plan', type: 'regular' }],
    ...changes,
  };
}

/** The next period once the charge of 2 April is paid. */
export const secondPeriod = {
  sequence: 2,
  next: at('2026-05-02 00:00'),
  nextChargeDate: at('2026-05-02 00:00'),
};

/** subscription.charge.completed with the subscription inside, or its id alone. */
export function renewal(moment: number, shown: Readonly<Record<string, unknown>> | string, orderId = 'O-2'): TestEvent {
  const order = { id: orderId, reference: `ACM-${orderId}B`, changed: moment, currency: 'EUR', total: 99, tax: 0 };
  const charge = { currency: 'EUR', total: 99, status: 'successful', timestamp: moment, sequence: 2, account: 'A-1' };
  const data = { ...charge, order: typeof shown === 'string' ? orderId : order, subscription: shown };
  return report('subscription.charge.completed', data, moment + 40);
}

/**
 * The keys of the notes about events of a type, or of all. An event that differs only by its moment was reported
 * before.
 */
export function notesOf(events: readonly TestEvent[], type = ''): readonly string[] {
  const keys = effectsAskedFor(stateEvents(events)).filter((key) => key.startsWith(type) && key.endsWith('|note'));
  return keys.filter((key) => !keys.some((other) => isWithoutMoment(key, other)));
}

export const ledgerOf = (events: readonly TestEvent[]): Ledger => projectLedger(stateEvents(events));

/** The one subscription of these events, which must be the same in any order. */
export function inEveryOrder(events: readonly TestEvent[]): ProjectedSubscription | undefined {
  const statements = events.map((event) => stateEvents([event]));
  const [first, ...others] = ordersOf(statements).map((each) => projectLedger(each.flat()).subscriptions.get('S-1'));
  for (const other of others) {
    if (JSON.stringify(other) === JSON.stringify(first)) continue;
    throw new Error(`the order of arrival decides: ${JSON.stringify(first)} or ${JSON.stringify(other)}`);
  }
  return first;
}

function ordersOf<Each>(all: readonly Each[]): readonly (readonly Each[])[] {
  if (all.length <= 1) return [all];
  return all.flatMap((each, index) => ordersOf(all.toSpliced(index, 1)).map((rest) => [each, ...rest]));
}
