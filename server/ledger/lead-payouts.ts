import { add } from './money.ts';
import type { ProjectedOrder } from './project-order.ts';

type PaidOut = Pick<ProjectedOrder, 'state' | 'live' | 'payoutCurrency' | 'fee' | 'payoutNet'>;

export interface CurrencyPayout {
  readonly currency: string;
  readonly fee: string;
  /** what FastSpring pays out, refunds taken off */
  readonly net: string;
}

/**
 * FastSpring's fees and payouts, per payout currency, over live completed orders with a reported payout; the currency
 * with the most orders first.
 */
export function payoutsOf(orders: readonly PaidOut[]): readonly CurrencyPayout[] {
  const known = orders.flatMap(({ live, state, payoutCurrency: currency, fee, payoutNet: net }) =>
    live && state === 'completed' && currency !== null && fee !== null && net !== null ? [{ currency, fee, net }] : [],
  );
  return [...Map.groupBy(known, ({ currency }) => currency)]
    .sort(([one, first], [other, second]) => second.length - first.length || one.localeCompare(other, 'en'))
    .map(([currency, payouts]) => ({
      currency,
      fee: add(...payouts.map(({ fee }) => fee)),
      net: add(...payouts.map(({ net }) => net)),
    }));
}
