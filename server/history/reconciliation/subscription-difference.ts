import type { SubscriptionFact } from '../../ledger/fact.ts';
import { compare } from '../../ledger/money.ts';
import { nextChargeIn } from '../../ledger/subscription-copy.ts';
import { type SubscriptionState, shownState } from '../../ledger/subscription-state.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { dateOf } from '../../platform/time/dates.ts';
import { differenceOf } from './reconciliation-run.ts';
import type { Difference } from './results.ts';

/** Null for a state that the ledger does not know; it is not compared. */
export function stateShownBy({ subscription, reportedAt, occurredAt }: SubscriptionFact): SubscriptionState | null {
  return shownState(subscription, reportedAt ?? occurredAt);
}

type ComparedRow = Pick<Subscription, 'state' | 'quantity' | 'price' | 'nextChargeAt'>;

/** Compares the values of a subscription that people and rules depend on. Null if they are the same. */
export function compareOne(fact: SubscriptionFact, row: ComparedRow | undefined): Difference | null {
  const { subscription, subscriptionId: id } = fact;
  const { quantity, price } = subscription;
  if (row === undefined) {
    return differenceOf('subscription', id, 'not_delivered', { fastspring: subscription.state });
  }
  const state = stateShownBy(fact);
  const next = nextChargeIn(subscription);
  const storedPrice = row.price?.toFixed() ?? null;
  const isSame =
    (state === null || row.state === state) &&
    row.quantity === quantity &&
    samePrice(price, storedPrice) &&
    sameNextCharge(next, row);
  if (isSame) return null;
  return differenceOf('subscription', id, 'state', {
    fastspring: describe(state ?? subscription.state, quantity, price, next),
    panel: describe(row.state, row.quantity, storedPrice, row.nextChargeAt?.getTime() ?? null),
  });
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
