import type { Subscription } from '../../platform/database/generated/client.ts';
import { day } from '../../platform/time/units.ts';
import type { ChargeView } from './sums-view.ts';
import { inCurrency } from './view-money.ts';

type Charged = Pick<Subscription, 'live' | 'state' | 'currency' | 'nextChargeAt' | 'nextChargeTotal'>;

/** The earliest future charge of the live subscriptions. */
export function nextCharge(subscriptions: readonly Charged[], now: number): ChargeView | null {
  return earliest(subscriptions, (at) => at >= now);
}

/**
 * The charge of the live subscriptions that is unreported for longest. FastSpring names a day, as the midnight before it,
 * and charges at some hour of that day. Overdue subscriptions are shown as such already.
 */
export function lateCharge(subscriptions: readonly Charged[], now: number): ChargeView | null {
  return earliest(
    subscriptions.filter(({ state }) => state !== 'overdue'),
    (at) => at + day <= now,
  );
}

function earliest(subscriptions: readonly Charged[], isMeant: (at: number) => boolean): ChargeView | null {
  let found: { readonly at: number; readonly of: Charged } | null = null;
  for (const subscription of subscriptions) {
    const at = subscription.nextChargeAt?.getTime();
    if (!subscription.live || at === undefined || !isMeant(at)) continue;
    if (found === null || at < found.at) found = { at, of: subscription };
  }
  if (found === null) return null;
  const { currency, nextChargeTotal } = found.of;
  const amount = currency === null ? null : inCurrency(nextChargeTotal, currency);
  return { at: new Date(found.at).toISOString(), amount, currency: amount === null ? null : currency };
}
