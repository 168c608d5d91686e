import Big from 'big.js';

/** The kinds of prices that a Kommo account accepts for leads. */
export type PriceKind = 'decimal' | 'whole';

/** An amount (decimal string) in Kommo's format: a JSON number. */
export function kommoPrice(amount: string, kind: PriceKind): number {
  const exact = new Big(amount);
  return (kind === 'whole' ? exact.round(0, Big.roundHalfUp) : exact).toNumber();
}
