import type { FastspringApi, FastspringObject, Page } from '../../fastspring/api/api.ts';
import { readEvent } from '../../fastspring/events/index.ts';
import type { OrderFact, SubscriptionFact } from '../../ledger/fact.ts';
import { addDays } from '../../platform/time/dates.ts';

/** Days as `YYYY-MM-DD`, both included. */
export interface Period {
  readonly begin: string;
  readonly end: string;
}

/** One page of FastSpring's completed orders. FastSpring requires a day between the two. */
export function listOrders(
  api: Pick<FastspringApi, 'listOrders'>,
  { begin, end }: Period,
  page: number,
): Promise<Page<FastspringObject>> {
  return api.listOrders({ scope: 'all', status: 'completed', begin, end: begin < end ? end : addDays(end, 1) }, page);
}

export const listedKinds = ['order', 'subscription'] as const;
export type ListedKind = (typeof listedKinds)[number];

interface FactOf {
  readonly order: OrderFact;
  readonly subscription: SubscriptionFact;
}

/** An order or a subscription as FastSpring's API shows it, and the fact that it states. */
export interface Listed<Kind extends ListedKind> {
  readonly object: FastspringObject;
  readonly fact: FactOf[Kind];
}

const statedBy = { order: 'order.completed', subscription: 'subscription.updated' } as const;

/** Leaves out orders without an amount. @param now ms since 1970 */
export function readListed<Kind extends ListedKind>(
  kind: Kind,
  objects: readonly FastspringObject[],
  now: number,
): readonly Listed<Kind>[] {
  return objects.flatMap((object) => {
    const stated = { type: statedBy[kind], live: null, createdAt: null, receivedAt: now, payload: object.json };
    const reading = readEvent(stated);
    const facts = reading.outcome === 'facts' ? reading.facts : [];
    const fact = facts.find((each): each is FactOf[Kind] => each.kind === kind);
    return fact === undefined ? [] : { object, fact };
  });
}
