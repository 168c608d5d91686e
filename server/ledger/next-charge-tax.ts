import Big from 'big.js';

/** Decimal strings; null when FastSpring does not show them. */
interface NextCharge {
  readonly nextChargeTotal: string | null;
  readonly nextChargePreTax: string | null;
}

/** Whether the next charge is known to contain tax. */
export function isTaxed({ nextChargeTotal, nextChargePreTax }: NextCharge): boolean {
  return nextChargeTotal !== null && nextChargePreTax !== null && new Big(nextChargeTotal).gt(nextChargePreTax);
}

/**
 * Whether tax is known to come on top of the listed price. Some shops list prices with tax in them, and a discount
 * hides which it is.
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
