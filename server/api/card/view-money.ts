import { decimalString } from '../../ledger/money.ts';
import type { Prisma } from '../../platform/database/generated/client.ts';

/** A stored amount as an answer names it: with the currency's decimals, or as it is without a currency. */
export function inCurrency(amount: Prisma.Decimal | null, currency: string | null): string | null {
  if (amount === null) return null;
  return currency === null ? amount.toFixed() : decimalString(amount.toFixed(), currency);
}
