import type { KommoProblem } from '../../kommo/requests/errors.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import type { PriceKind } from '../../rules/planning/price.ts';

/**
 * Not every Kommo account accepts cents (https://github.com/amocrm/amocrm-api-php/pull/620). This shows only when an
 * account refuses them, and is remembered until the account is installed again.
 */
export async function priceKindOf(prisma: PrismaClient, accountId: string): Promise<PriceKind> {
  const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId }, select: { wholePrices: true } });
  return account.wholePrices ? 'whole' : 'decimal';
}

export async function rememberWholePrices(prisma: PrismaClient, accountId: string): Promise<void> {
  await prisma.account.update({ where: { id: accountId }, data: { wholePrices: true } });
}

/** Whether Kommo refuses this element because its price has cents. */
export function refusesCents(price: number | undefined, problems: readonly KommoProblem[]): boolean {
  if (price === undefined || Number.isInteger(price)) return false;
  return problems.some(({ code, path }) => code === 'InvalidType' && path === 'price');
}
