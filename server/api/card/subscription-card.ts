import type { Subscription } from '../../platform/database/generated/client.ts';
import { cardText, methodName } from '../../texts/payment-method-text.ts';
import { subscriptionDetails } from './stored-details.ts';

/** The card that a subscription is paid with, as FastSpring last reported it. */
export interface SubscriptionCard {
  /** e.g. `Visa •••• 4242`; null when unknown */
  readonly name: string | null;
  /** the same with its expiry, where that is known */
  readonly text: string | null;
  /** from when on it is no longer good, ms; null when unknown */
  readonly expiresAt: number | null;
  readonly isExpired: boolean;
}

/**
 * Banks renew cards on the way: FastSpring charges the new one and reports nothing. A charge that was paid after the
 * known expiry shows it, and the expiry is then unknown.
 * @param isRenewed whether there was such a charge
 */
export function cardOf(subscription: Subscription, isRenewed: boolean, language: string, now: Date): SubscriptionCard {
  const { paymentMethod: method } = subscriptionDetails(subscription);
  const name = method && methodName(method, language);
  const expires = method?.expires ?? null;
  const expiresAt = cardExpiry(subscription);
  if (name === null || expires === null || expiresAt === null || isRenewed)
    return { name, text: name, expiresAt: null, isExpired: false };
  const isExpired = expiresAt <= now.getTime();
  return { name, text: cardText(name, expires, isExpired, language), expiresAt, isExpired };
}

/** From when on the card that FastSpring last named is no longer good, ms; null when unknown. */
export function cardExpiry(subscription: Subscription): number | null {
  const expires = subscriptionDetails(subscription).paymentMethod?.expires ?? null;
  return expires === null ? null : endOfMonth(expires);
}

/** A card is good to the end of its month. */
function endOfMonth(month: string): number {
  const [year, number] = month.split('-').map(Number);
  return Date.UTC(year ?? 0, number ?? 0, 1);
}
