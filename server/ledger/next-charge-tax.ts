import Big from 'big.js';
import type { SubscriptionDetails } from './fact.ts';

type NextCharge = Pick<SubscriptionDetails, 'nextChargeTotal' | 'nextChargePreTax'>;

/** Whether the next charge is known to contain tax. */
export function isTaxed({ nextChargeTotal, nextChargePreTax }: NextCharge): boolean {
  return nextChargeTotal !== null && nextChargePreTax !== null && new Big(nextChargeTotal).gt(nextChargePreTax);
}

/**
 * Whether tax is known to be added to the listed price. Some shops list prices with tax included, and a discount hides
 * which is the case.
 */
export function isPricedWithoutTax(
  subscription: NextCharge & Pick<SubscriptionDetails, 'price' | 'quantity'>,
): boolean {
  const { price, quantity, nextChargePreTax } = subscription;
  return (
    isTaxed(subscription) &&
    price !== null &&
    nextChargePreTax !== null &&
    new Big(price).times(quantity).eq(nextChargePreTax)
  );
}
