import { z } from 'zod';
import type { FastspringObject } from '../../fastspring/api/api.ts';
import { joinPayload, payloadBytes, readEvents } from '../../fastspring/payloads/read-events.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { add, compare, decimalString } from '../../ledger/money.ts';
import { inBatches } from '../../platform/database/payload-batches.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { createTurns } from '../../platform/runtime/turns.ts';
import { dateOf } from '../../platform/time/dates.ts';
import { hour } from '../../platform/time/units.ts';
import { orderAsEvent, returnAsEvent, returnIdsOf } from '../walk/as-events.ts';
import { type Listed, listOrders, readListed } from '../walk/listed.ts';
import type { ComparedKind, Found } from './compare-listed.ts';
import { certainMoments } from './periods.ts';
import { differenceOf, type ReconciliationRun } from './reconciliation-run.ts';
import type { Difference } from './results.ts';

/** ms; a recent payment may not be in FastSpring's list yet */
const onTheWay = hour;
const ordersAtOnce = 100;

const rowSchema = z.object({ id: z.string(), name: z.string(), total: z.string(), currency: z.string() });

/** FastSpring's completed orders with their refunds; one list for each period, named by its number. */
export const comparedOrders: ComparedKind<'order'> = {
  kind: 'order',
  lists: ({ api }, { periods }) =>
    new Map(periods.map((period, at) => [String(at), (page) => listOrders(api, period, page)])),
  readUnlisted: async ({ accountId, database }, { periods, startedAt }, after) => {
    const { begins, ends } = certainMoments(periods, new Date(Date.parse(startedAt) - onTheWay));
    const rows = await readRows(database.prisma, rowSchema)`
      SELECT o."order_id" AS id, coalesce(o."reference", o."order_id") AS name, o."total"::text, o."currency"
      FROM "orders" o
      WHERE o."account_id" = ${accountId}::uuid AND o."order_id" > ${after} AND o."state" = 'completed'
        AND o."live" AND EXISTS (SELECT FROM unnest(${begins}::timestamptz[], ${ends}::timestamptz[]) AS p("from", "to")
          WHERE o."occurred_at" >= p."from" AND o."occurred_at" < p."to")
        AND NOT EXISTS (SELECT FROM "reconciliation_listed" l
          WHERE l."account_id" = o."account_id" AND l."kind" = 'order' AND l."id" = o."order_id")
      ORDER BY o."order_id" LIMIT ${ordersAtOnce}`;
    return rows.map(({ id, name, total, currency }) => ({ id, name, panel: amount(total, currency) }));
  },
  get: (api, ids) => api.getOrders(ids),
  isListed: ({ json }) => flagged.safeParse(JSON.parse(json)).data?.completed === true,
  compare: (run, _progress, objects) => compareOrders(run, objects),
  addTo: (book, items) => {
    const totals = { ...book.totals };
    const live = items.filter(({ fact }) => fact.live).map(({ fact }) => fact.order);
    for (const { currency, total } of live) totals[currency] = add(totals[currency] ?? '0', total);
    return { ...book, orders: book.orders + live.length, totals };
  },
};

const flagged = z.object({ completed: z.boolean() });

type OrderRun = Pick<ReconciliationRun, 'api' | 'database' | 'accountId' | 'now'>;

/** Finds which of these orders and their refunds the ledger lacks or has differently. */
export async function compareOrders(
  run: OrderRun,
  objects: readonly FastspringObject[],
): Promise<{ readonly items: readonly Listed<'order'>[]; readonly found: readonly Found<'order'>[] }> {
  const items = readListed('order', objects, run.now());
  const orders = await findOrderDifferences(run, items);
  return { items, found: [...orders, ...(await findMissingReturns(run, objects))] };
}

async function findOrderDifferences(
  { database, accountId, now }: OrderRun,
  items: readonly Listed<'order'>[],
): Promise<readonly Found<'order'>[]> {
  const rows = await database.prisma.order.findMany({
    where: { accountId, orderId: { in: items.map(({ object }) => object.id) } },
    select: { orderId: true, state: true, total: true, tax: true, currency: true },
  });
  const known = new Map(
    rows.map((row) => [row.orderId, { ...row, total: row.total.toFixed(), tax: row.tax?.toFixed() ?? null }]),
  );
  const missing = items.map(({ object }) => object.id).filter((id) => !known.has(id));
  const stuck = await findStuck(database, accountId, missing);
  return items.flatMap((item) => {
    const { id } = item.object;
    const { order } = item.fact;
    const ours = known.get(id);
    if (ours?.state === 'completed' && isSameMoney(ours, order)) return [];
    const absent = stuck.has(id) ? 'not_recorded' : 'not_delivered';
    const cause = ours === undefined ? absent : ours.state === 'completed' ? 'amount' : 'state';
    const sides = { fastspring: describe(order), panel: ours === undefined ? null : describe(ours) };
    const difference = differenceOf('order', id, cause, { name: order.reference ?? id, ...sides });
    const event = asTheirsNow(item.object, cause, now());
    return { item, difference, events: event === null ? [] : [event] };
  });
}

/**
 * The event for the order. A webhook outranks the API, which knows no moments. But if the two have different amounts,
 * FastSpring's current data counts, and the event's date makes it the newer one.
 */
function asTheirsNow(order: FastspringObject, cause: Difference['cause'], now: number): IncomingEvent | null {
  if (cause !== 'amount') return orderAsEvent('reconciliation', order);
  const event = orderAsEvent(`reconciliation-${dateOf(now)}`, order);
  return event === null ? null : { ...event, createdAt: now };
}

/** Refunds of FastSpring's orders that the ledger lacks. One that is only requested has given nothing back. */
async function findMissingReturns(
  run: OrderRun,
  orders: readonly FastspringObject[],
): Promise<readonly Found<'order'>[]> {
  const missing = await withoutKnownReturns(run, [...new Set(orders.flatMap(returnIdsOf))]);
  const returns = await run.api.getReturns(missing);
  return returns
    .filter(({ json }) => flagged.safeParse(JSON.parse(json)).data?.completed !== false)
    .map((each) => ({
      item: null,
      difference: differenceOf('refund', each.id, 'not_delivered'),
      events: [returnAsEvent('reconciliation', each)],
    }));
}

export async function withoutKnownReturns(
  { database, accountId }: Pick<ReconciliationRun, 'database' | 'accountId'>,
  returnIds: readonly string[],
): Promise<readonly string[]> {
  const keyOf = (id: string) => `return.created:${id}`;
  const rows = await database.prisma.refund.findMany({
    where: { accountId, refundKey: { in: returnIds.map(keyOf) } },
    select: { refundKey: true },
  });
  const known = new Set(rows.map(({ refundKey }) => refundKey));
  return returnIds.filter((id) => !known.has(keyOf(id)));
}

interface Money {
  readonly total: string;
  /** null when unknown */
  readonly tax: string | null;
  readonly currency: string;
}

function isSameMoney(ours: Money, theirs: Money): boolean {
  const isSameTax = theirs.tax === null || (ours.tax !== null && compare(ours.tax, theirs.tax) === 0);
  return ours.currency === theirs.currency && compare(ours.total, theirs.total) === 0 && isSameTax;
}

/** "238.00 EUR, tax 38.00" */
function describe({ total, tax, currency, state = 'completed' }: Money & { readonly state?: string }): string {
  const sum = `${amount(total, currency)}, tax ${tax === null ? 'unknown' : decimalString(tax, currency)}`;
  return state === 'completed' ? sum : `${sum}, ${state}`;
}

function amount(total: string, currency: string): string {
  return `${decimalString(total, currency)} ${currency}`;
}

/** An account with more of them has other problems. */
const stuckAtMost = 1_000;

/** The orders with a webhook among the events that could not be read or recorded. */
async function findStuck(
  { prisma }: ReconciliationRun['database'],
  accountId: string,
  orderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (orderIds.length === 0) return new Set();
  const stuck = await readRows(prisma, z.object({ id: z.bigint(), bytes: z.number() }))`
    SELECT e."id", ${payloadBytes} AS "bytes" FROM (
      SELECT * FROM "events" WHERE "account_id" = ${accountId}::uuid AND "state" IN ('failed', 'unreadable', 'unknown')
      LIMIT ${stuckAtMost}) e ${joinPayload}`;
  const found = new Set<string>();
  const turn = createTurns();
  for (const batch of inBatches(stuck)) {
    for (const { payload } of await readEvents(prisma, accountId, idsOf(batch))) {
      await turn();
      for (const id of orderIds) if (payload.includes(id)) found.add(id);
    }
  }
  return found;
}

const idsOf = (events: readonly { readonly id: bigint }[]) => events.map(({ id }) => id);
