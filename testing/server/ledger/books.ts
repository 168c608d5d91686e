import { decimalString } from '../../../server/ledger/money.ts';
import type { PrismaClient } from '../../../server/platform/database/generated/client.ts';

/**
 * An account's ledger, a line for each entry, amounts gross in their own currency: the figures that a bookkeeper would
 * check against FastSpring's statement.
 */
export async function readLedgerRows(prisma: PrismaClient, accountId: string): Promise<readonly string[]> {
  const where = { accountId };
  const orders = await prisma.order.findMany({ where, orderBy: { orderId: 'asc' } });
  const refunds = await prisma.refund.findMany({ where, orderBy: { refundKey: 'asc' } });
  const subscriptions = await prisma.subscription.findMany({ where, orderBy: { subscriptionId: 'asc' } });
  const customers = await prisma.customer.findMany({ where, orderBy: { identity: 'asc' } });
  const others = await prisma.fact.findMany({
    where: { ...where, type: { notIn: ['order.completed'] } },
    orderBy: { factKey: 'asc' },
  });
  return [
    ...orders.map((order) => {
      const payout =
        order.payoutNet === null ? '' : `, pays out ${order.payoutNet} ${order.payoutCurrency}, fee ${order.fee}`;
      const amount = (value: { toString: () => string }) => decimalString(value.toString(), order.currency);
      return `${mark(order)}${order.kind} ${order.state}: ${amount(order.total)} ${order.currency}, tax ${order.tax === null ? 'unknown' : amount(order.tax)}, discount ${amount(order.discount)}${payout}`;
    }),
    ...refunds.map(
      (refund) =>
        `${mark(refund)}${refund.kind}: ${decimalString(refund.total.toString(), refund.currency)} ${refund.currency}, tax ${decimalString(refund.tax.toString(), refund.currency)}`,
    ),
    ...subscriptions.map(
      (each) =>
        `${mark(each)}subscription ${each.state}: ${each.quantity} × ${each.price ?? '?'} ${each.currency ?? ''} per ${each.intervalLength ?? ''} ${each.interval ?? '?'}, monthly ${each.monthly ?? '?'}, next ${day(each.nextChargeAt)}`,
    ),
    ...customers.map(
      (each) =>
        `customer ${each.fastspringAccountId === null ? 'by e-mail' : 'by account'}${each.email === null ? ', e-mail unknown' : ''}${each.country === null ? '' : `, ${each.country}`}`,
    ),
    ...(orders.length + refunds.length + subscriptions.length === 0 ? others.map(({ type }) => `told: ${type}`) : []),
  ];
}

const mark = ({ live }: { live: boolean }) => (live ? '' : 'TEST ');
const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? 'none';
