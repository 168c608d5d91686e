import Big from 'big.js';

/** Decimal strings; null if FastSpring does not show them. */
interface NextCharge {
  readonly nextChargeTotal: string | null;
  readonly nextChargePreTax: string | null;
}

/** Whether the next charge is known to contain tax. */
export function isTaxed({ nextChargeTotal, nextChargePreTax }: NextCharge): boolean {
  return nextChargeTotal !== null && nextChargePreTax !== null && new Big(nextChargeTotal).gt(nextChargePreTax);
}

/**
 * Whether tax is known to be added to the listed price. Some shops list prices with tax included, and a discount hides
 * which is the case.
 */
export function isPricedWithoutTax(
  subscription: NextCharge & { readonly price: string | null; readonly quantity: number },
): boolean {
  const { price, quantity, nextChargePreTax } = subscription;
  return (
    isTaxed(subscription) &&
    price !== null &&
    nextChargePreTax !== null &&
    new Big(price).times(quantity).eq(nextChargePreTax)
  );
}
