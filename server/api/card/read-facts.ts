import { type KnownOrder, knownOrderOf } from '../../ledger/known-order.ts';
import type { Fact, Order, PrismaClient } from '../../platform/database/generated/client.ts';
import type { PaymentScope } from '../../recording/read/payment-scope.ts';
import { listAtMost, type Place } from './page-cursor.ts';
import { theirs } from './scope.ts';

/** A hundred facts of a card, newest first. */
export interface Facts {
  readonly facts: readonly Pick<Fact, 'factKey' | 'data' | 'type' | 'occurredAt' | 'customerId'>[];
  readonly hasOlderFacts: boolean;
  /** what is known of the facts' orders, by order id */
  readonly knownOrders: ReadonlyMap<string, KnownOrder>;
}

/**
 * @param after a fact's place, or with an empty key the moment that all of them are older than; null for the newest
 * @param read orders that are read anyway: those of the newest facts are among them
 */
export async function readFacts(
  prisma: PrismaClient,
  scope: PaymentScope,
  after: Place | null,
  read: Promise<readonly StoredOrder[]>,
): Promise<Facts> {
  const at = new Date(after?.at ?? 0);
  const sameMoment = after && after.key !== '' ? [{ occurredAt: at, factKey: { gt: after.key } }] : [];
  const rows = await prisma.fact.findMany({
    where: { AND: [theirs(scope), after ? { OR: [{ occurredAt: { lt: at } }, ...sameMoment] } : {}] },
    orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
    take: listAtMost + 1,
    select: { factKey: true, data: true, type: true, occurredAt: true, customerId: true, orderId: true },
  });
  const facts = rows.slice(0, listAtMost);
  const known = new Map((await read).map((order) => [order.orderId, knownOrderOf(order)]));
  const missing = [...new Set(facts.flatMap(({ orderId }) => orderId ?? []))].filter((orderId) => !known.has(orderId));
  if (missing.length > 0) {
    const others = await prisma.order.findMany({
      where: { accountId: scope.accountId, orderId: { in: missing } },
      select: { orderId: true, reference: true, currency: true, total: true, tax: true, items: true },
    });
    for (const order of others) known.set(order.orderId, knownOrderOf(order));
  }
  return { facts, hasOlderFacts: rows.length > facts.length, knownOrders: known };
}

type StoredOrder = Parameters<typeof knownOrderOf>[0] & Pick<Order, 'orderId'>;
