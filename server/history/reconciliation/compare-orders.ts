import type { FastspringObject } from '../../fastspring/api/api.ts';
import { readEvent } from '../../fastspring/events/index.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import type { OrderFact } from '../../ledger/fact.ts';
import { add, compare, decimalString } from '../../ledger/money.ts';
import { addDays, dateOf } from '../../platform/time/dates.ts';
import { orderAsEvent } from '../as-events.ts';
import { findMissingReturns } from './compare-returns.ts';
import { type ComparisonRun, type ComparisonStep, nextPhase, withDifferences } from './comparison-run.ts';
import { rememberListed } from './listed.ts';
import type { Book, Difference, Progress } from './results.ts';
import { storeMissingEvents } from './store-missing-events.ts';

/** One order as FastSpring's API shows it. */
interface ListedOrder {
  readonly object: FastspringObject;
  readonly fact: OrderFact;
}

/**
 * Compares one page of FastSpring's completed orders with the ledger. The cursor is `{number of the period}:{page}`.
 */
export const compareOrders: ComparisonStep = async (run, progress) => {
  const [at = 0, number = 1] = (progress.cursor ?? '0:1').split(':').map(Number);
  const period = progress.periods[at];
  if (period === undefined) return nextPhase(progress, 'orders');
  // FastSpring requires a day between the two.
  const days = { begin: period.begin, end: period.begin < period.end ? period.end : addDays(period.end, 1) };
  const page = await run.api.listOrders({ ...days, scope: 'all', status: 'completed' }, number);
  const after = await compareListed(run, progress, page.items);
  return { ...after, cursor: page.nextPage === null ? `${at + 1}:1` : `${at}:${page.nextPage}` };
};

/** Counts FastSpring's orders, each once, and takes in those that the ledger lacks or has differently. */
export async function compareListed(
  run: ComparisonRun,
  progress: Progress,
  objects: readonly FastspringObject[],
): Promise<Progress> {
  const { accountId, database, now } = run;
  const orders = readListedOrders(objects, now());
  const found = await findOrderDifferences(run, orders);
  const returns = await findMissingReturns(run, objects);
  const events = found.map(({ order, difference }) => asTheirsNow(order, difference, now()));
  await storeMissingEvents(
    run,
    accountId,
    [...events, ...returns.map(({ event }) => event)].filter((event) => event !== null),
  );
  // Last, so that an interruption repeats the whole page; a finished page is not counted again.
  const ids = orders.map(({ fact }) => fact.orderId);
  const added = await rememberListed(database.prisma, accountId, 'order', ids);
  const isNew = ({ fact }: ListedOrder) => added.has(fact.orderId);
  const differences = [
    ...found.filter(({ order }) => isNew(order)).map(({ difference }) => difference),
    ...(added.size === 0 ? [] : returns.map(({ difference }) => difference)),
  ];
  return {
    ...withDifferences(progress, differences),
    fastspring: countOrders(progress.fastspring, orders.filter(isNew)),
  };
}

/**
 * The event for the order. A webhook outranks the API, which knows no moments. But if the two have different amounts,
 * FastSpring's current data counts, and the event's date makes it the newer one.
 */
function asTheirsNow(order: ListedOrder, { cause }: Difference, now: number): IncomingEvent | null {
  if (cause !== 'amount') return orderAsEvent('reconciliation', order.object);
  const event = orderAsEvent(`reconciliation-${dateOf(now)}`, order.object);
  return event === null ? null : { ...event, createdAt: now };
}

/** @param now ms since 1970 */
export function readListedOrders(objects: readonly FastspringObject[], now: number): readonly ListedOrder[] {
  return objects.flatMap((object) => readListedOrder(object, now) ?? []);
}

/** null if it has no amount */
function readListedOrder(object: FastspringObject, now: number): ListedOrder | null {
  const reading = readEvent({
    type: 'order.completed',
    live: null,
    createdAt: null,
    receivedAt: now,
    payload: object.json,
  });
  const fact = reading.outcome === 'facts' ? reading.facts.find((each) => each.kind === 'order') : undefined;
  return fact?.kind === 'order' ? { object, fact } : null;
}

function countOrders(book: Book | null, orders: readonly ListedOrder[]): Book {
  const totals = { ...book?.totals };
  const live = orders.filter(({ fact }) => fact.live);
  for (const { fact } of live) totals[fact.order.currency] = add(totals[fact.order.currency] ?? '0', fact.order.total);
  return {
    orders: (book?.orders ?? 0) + live.length,
    totals,
    activeSubscriptions: book?.activeSubscriptions ?? 0,
  };
}

/** Which of these orders still differ after everything that was taken in has been recorded. */
export async function findRemainingOrders(run: ComparisonRun, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const orders = readListedOrders(await run.api.getOrders(ids), run.now());
  const there = new Set(orders.map(({ fact }) => fact.orderId));
  const differing = (await findOrderDifferences(run, orders)).map(({ order }) => order.fact.orderId);
  return new Set([...differing, ...ids.filter((id) => !there.has(id))]);
}

interface OrderDifference {
  readonly order: ListedOrder;
  readonly difference: Difference;
}

/** FastSpring's completed orders that the ledger lacks or has differently. */
export async function findOrderDifferences(
  { database, accountId }: Pick<ComparisonRun, 'database' | 'accountId'>,
  orders: readonly ListedOrder[],
): Promise<readonly OrderDifference[]> {
  const rows = await database.prisma.order.findMany({
    where: { accountId, orderId: { in: orders.map(({ fact }) => fact.orderId) } },
    select: { orderId: true, state: true, total: true, tax: true, currency: true },
  });
  const known = new Map(rows.map((row) => [row.orderId, row]));
  const missing = orders.map(({ fact }) => fact.orderId).filter((orderId) => !known.has(orderId));
  const stuck = await findStuck(database, accountId, missing);
  const differences: OrderDifference[] = [];
  for (const order of orders) {
    const { orderId, order: theirs } = order.fact;
    const row = known.get(orderId);
    const ours = row && { ...row, total: row.total.toFixed(), tax: row.tax?.toFixed() ?? null };
    if (ours !== undefined && ours.state === 'completed' && isSameMoney(ours, theirs)) continue;
    const base = { what: 'order', id: orderId, name: theirs.reference ?? orderId, healed: false } as const;
    const sides = { fastspring: describe(theirs), panel: ours === undefined ? null : describe(ours) };
    const absent = stuck.has(orderId) ? 'not_recorded' : 'not_delivered';
    const cause = ours === undefined ? absent : ours.state === 'completed' ? 'amount' : 'state';
    differences.push({ order, difference: { ...base, ...sides, cause } });
  }
  return differences;
}

interface Money {
  readonly total: string;
  /** null when unknown */
  readonly tax: string | null;
  readonly currency: string;
}

function isSameMoney(one: Money, other: Money): boolean {
  return one.currency === other.currency && compare(one.total, other.total) === 0 && isSameTax(one.tax, other.tax);
}

function isSameTax(ours: string | null, theirs: string | null): boolean {
  return theirs === null || (ours !== null && compare(ours, theirs) === 0);
}

/** "238.00 EUR, tax 38.00" */
function describe({ total, tax, currency, state = 'completed' }: Money & { readonly state?: string }): string {
  const sum = `${decimalString(total, currency)} ${currency}, tax ${tax === null ? 'unknown' : decimalString(tax, currency)}`;
  return state === 'completed' ? sum : `${sum}, ${state}`;
}

/** An account with more of them has other problems. */
const stuckAtMost = 1_000;

/** The orders with a webhook among the events that could not be read or recorded. */
async function findStuck(
  { prisma }: ComparisonRun['database'],
  accountId: string,
  orderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (orderIds.length === 0) return new Set();
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    WITH stuck AS MATERIALIZED (
      SELECT "payload" FROM "events"
      WHERE "account_id" = ${accountId}::uuid AND "state" IN ('failed', 'unreadable', 'unknown') LIMIT ${stuckAtMost}
    )
    SELECT i AS id FROM unnest(${[...orderIds]}::text[]) AS i
    WHERE EXISTS (SELECT FROM stuck WHERE position(i IN "payload") > 0)`;
  return new Set(rows.map(({ id }) => id));
}
