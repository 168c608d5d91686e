import Big from 'big.js';

/** What a lead's price may be in an account of Kommo's. */
export type PriceKind = 'decimal' | 'whole';

/** An amount (decimal string) as Kommo takes it: a number, in JSON. */
export function kommoPrice(amount: string, kind: PriceKind): number {
  const exact = new Big(amount);
  return (kind === 'whole' ? exact.round(0, Big.roundHalfUp) : exact).toNumber();
}
