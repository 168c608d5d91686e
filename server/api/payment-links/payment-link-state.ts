import type { OrderState } from '../../ledger/fact.ts';
import type { PaymentLinkState } from './payment-links-view.ts';

/** Times in ms. */
export interface LinkEvents {
  readonly createdAt: number;
  readonly openedAt: number | null;
  readonly expiresAt: number | null;
  /** the orders that came back with the link's mark; a link may be paid only once, and tried more often */
  readonly orders: readonly { readonly state: OrderState; readonly at: number }[];
}

/**
 * What has become of a payment link, and since when. A payment counts whatever the clock says; an attempt that was
 * declined or canceled changes nothing, because the buyer may try again.
 */
export function paymentLinkState(
  link: LinkEvents,
  now: number,
): { readonly state: PaymentLinkState; readonly since: number } {
  const first = (...states: readonly OrderState[]) =>
    Math.min(...link.orders.filter(({ state }) => states.includes(state)).map(({ at }) => at));
  const paidAt = first('completed');
  if (Number.isFinite(paidAt)) return { state: 'paid', since: paidAt };
  const pendingAt = first('payment_pending', 'approval_pending');
  if (Number.isFinite(pendingAt)) return { state: 'pending', since: pendingAt };
  if (link.expiresAt !== null && link.expiresAt <= now) return { state: 'expired', since: link.expiresAt };
  if (link.openedAt !== null) return { state: 'opened', since: link.openedAt };
  return { state: 'open', since: link.createdAt };
}
