import { z } from 'zod';
import { accountsToAskFor } from '../../fastspring/api/connection.ts';
import { FastspringError, FastspringRefused } from '../../fastspring/api/errors.ts';
import { storeEvents } from '../../fastspring/webhook/store-events.ts';
import { Prisma, type PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows, readValues } from '../../platform/database/read-rows.ts';
import { day, hour } from '../../platform/time/units.ts';
import { orderAsEvent } from '../walk/as-events.ts';
import type { LookupDependencies } from './account-lookup.ts';

/** ms; FastSpring does not have the order, or not its tax, which rarely changes */
const askAgainAfter = 7 * day;
/** ms; FastSpring refuses one of the orders and does not say which */
const refusedFor = 6 * hour;
const mostAtOnce = 50;

/** Orders `o` without a tax in any event and without a recent look-up at FastSpring. */
const dueToBeAsked = Prisma.sql`o.tax IS NULL AND o.state = 'completed' AND NOT EXISTS (
  SELECT FROM fastspring_order_lookups l
  WHERE l.account_id = o.account_id AND l.order_id = o.order_id AND l.next_attempt > now())`;

/** The accounts with due tax look-ups. */
export async function findAccountsWithUnknownTaxes(prisma: PrismaClient): Promise<readonly string[]> {
  return readValues(prisma, z.string())`
    SELECT a.id FROM ${accountsToAskFor}
      AND EXISTS (SELECT FROM orders o WHERE o.account_id = a.id AND ${dueToBeAsked})`;
}

/**
 * Looks up the orders without a tax at FastSpring, and stores them as the events that would have reported it. Their
 * notes wait a moment for it: server/sync/unplanned-facts.ts
 * @returns the number of stored events
 * @throws when the database fails; the connection handles FastSpring's failures
 */
export async function lookUpTaxes(
  { database, fastspring, guard }: Omit<LookupDependencies, 'now'>,
  accountId: string,
  signal: AbortSignal,
): Promise<{ readonly stored: number }> {
  const { prisma } = database;
  const due = await readRows(prisma, z.object({ id: z.string(), kind: z.string() }))`
    SELECT o.order_id AS id, o.kind FROM orders o WHERE o.account_id = ${accountId}::uuid AND ${dueToBeAsked}
    ORDER BY o.occurred_at DESC LIMIT ${mostAtOnce}`;
  if (due.length === 0) return { stored: 0 };
  const ids = due.map(({ id }) => id);
  const purchases = new Set(due.filter(({ kind }) => kind === 'purchase').map(({ id }) => id));
  try {
    const orders = await fastspring.forAccount(accountId, 'background', signal).getOrders(ids);
    const events = orders
      .map((order) => orderAsEvent('api', order, !purchases.has(order.id)))
      .filter((event) => event !== null);
    await storeEvents(database, accountId, 'api', await guard.admit(accountId, events));
    await remember(prisma, accountId, ids, askAgainAfter);
    return { stored: events.length };
  } catch (error) {
    if (!(error instanceof FastspringError)) throw error;
    if (error instanceof FastspringRefused) await remember(prisma, accountId, ids, refusedFor);
    return { stored: 0 };
  }
}

async function remember(
  prisma: PrismaClient,
  accountId: string,
  ids: readonly string[],
  retryAfter: number,
): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO fastspring_order_lookups (account_id, order_id, next_attempt)
    SELECT ${accountId}::uuid, id, now() + ${retryAfter} * interval '1 millisecond' FROM unnest(${[...ids]}::text[]) AS id
    ON CONFLICT (account_id, order_id) DO UPDATE SET next_attempt = excluded.next_attempt`;
}
