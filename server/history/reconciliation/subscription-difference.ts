import type { FastspringObject } from '../../fastspring/api/api.ts';
import { readEvent } from '../../fastspring/events/index.ts';
import type { SubscriptionFact } from '../../ledger/fact.ts';
import { compare } from '../../ledger/money.ts';
import { nextChargeIn } from '../../ledger/subscription-copy.ts';
import { type SubscriptionState, shownState } from '../../ledger/subscription-state.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { dateOf } from '../../platform/time/dates.ts';
import type { Difference } from './results.ts';

/** One subscription as FastSpring's API shows it. */
export interface ListedSubscription {
  readonly object: FastspringObject;
  readonly fact: SubscriptionFact;
}

/** null if it has no id */
export function readListed(object: FastspringObject, now: number): ListedSubscription | null {
  const reading = readEvent({
    type: 'subscription.updated',
    live: null,
    createdAt: null,
    receivedAt: now,
    payload: object.json,
  });
  const fact = reading.outcome === 'facts' ? reading.facts.find((each) => each.kind === 'subscription') : undefined;
  return fact?.kind === 'subscription' ? { object, fact } : null;
}

/** Null for a state that the ledger does not know; it is not compared. */
export function stateShownBy({ subscription, reportedAt, occurredAt }: SubscriptionFact): SubscriptionState | null {
  return shownState(subscription, reportedAt ?? occurredAt);
}

type ComparedRow = Pick<Subscription, 'state' | 'quantity' | 'price' | 'nextChargeAt'>;

/** Compares the values of a subscription that people and rules depend on. */
export function compareOne(fact: SubscriptionFact, row: ComparedRow | undefined): Difference | null {
  const { subscription } = fact;
  if (row === undefined)
    return { ...differenceOf(fact.subscriptionId, 'not_delivered'), fastspring: subscription.state };
  const state = stateShownBy(fact);
  const same =
    (state === null || row.state === state) &&
    row.quantity === subscription.quantity &&
    samePrice(subscription.price, row.price?.toFixed() ?? null) &&
    sameNextCharge(nextChargeIn(subscription), row);
  if (same) return null;
  return {
    ...differenceOf(fact.subscriptionId, 'state'),
    fastspring: describe(
      state ?? subscription.state,
      subscription.quantity,
      subscription.price,
      nextChargeIn(subscription),
    ),
    panel: describe(row.state, row.quantity, row.price?.toFixed() ?? null, row.nextChargeAt?.getTime() ?? null),
  };
}

/** FastSpring omits the price if there is none. */
function samePrice(listed: string | null, stored: string | null): boolean {
  return listed === null || (stored !== null && compare(listed, stored) === 0);
}

const chargedStates: readonly string[] = ['active', 'trial', 'overdue'];

/** Only if a charge is still to come; FastSpring names a day. */
function sameNextCharge(listed: number | null, { state, nextChargeAt }: ComparedRow): boolean {
  if (listed === null || !chargedStates.includes(state)) return true;
  return nextChargeAt !== null && dateOf(listed) === dateOf(nextChargeAt.getTime());
}

function describe(state: string | null, quantity: number, price: string | null, next: number | null): string {
  return [state, `× ${quantity}`, price, next === null ? null : dateOf(next)]
    .filter((part) => part !== null)
    .join(', ');
}

export function differenceOf(id: string, cause: Difference['cause']): Difference {
  return { what: 'subscription', id, name: id, cause, fastspring: null, panel: null, healed: false };
}
