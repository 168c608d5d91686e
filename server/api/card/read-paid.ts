import { add, decimalString } from '../../ledger/money.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Paid } from './payments-view.ts';
import { orderItems } from './stored-details.ts';

/** What each of these customers has paid, by their id. */
export async function readPaid(
  { prisma }: Pick<Database, 'prisma'>,
  accountId: string,
  customerIds: readonly string[],
): Promise<(customerId: string) => Paid> {
  const orders = await prisma.order.findMany({
    where: { accountId, customerId: { in: [...customerIds] }, live: true, state: 'completed' },
    orderBy: { occurredAt: 'desc' },
    omit: { details: true },
  });
  const paid = new Map(
    [...Map.groupBy(orders, ({ customerId }) => customerId ?? '')].map(([customerId, theirs]) => {
      const totals = [...Map.groupBy(theirs, ({ currency }) => currency)].map(([currency, inCurrency]) => ({
        currency,
        paid: decimalString(add(...inCurrency.map(({ total }) => total.toFixed())), currency),
      }));
      const last = theirs[0];
      const lastPayment =
        last === undefined
          ? null
          : {
              at: last.occurredAt.toISOString(),
              amount: decimalString(last.total.toFixed(), last.currency),
              currency: last.currency,
              product: orderItems(last)[0]?.product ?? null,
            };
      return [customerId, { totals, lastPayment }];
    }),
  );
  return (customerId) => paid.get(customerId) ?? { totals: [], lastPayment: null };
}
