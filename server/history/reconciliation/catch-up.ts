import type { FastspringApi, FastspringObject, Page } from '../../fastspring/api/api.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import type { Reconciliation } from '../../platform/database/generated/client.ts';
import { dateOf } from '../../platform/time/dates.ts';
import { day, hour, minute } from '../../platform/time/units.ts';
import { orderAsEvent } from '../as-events.ts';
import { historyProblemOf } from '../history-problem.ts';
import { findOrderDifferences, readListedOrders } from './compare-orders.ts';
import { findMissingReturns } from './compare-returns.ts';
import type { ReconciliationDependencies } from './context.ts';
import type { CatchUp } from './results.ts';
import { storeMissingEvents } from './store-missing-events.ts';
import { storeAndMark, takeInUnmarked, type WalkedEvents } from './undelivered-events.ts';

/** ms between two checks; undelivered events arrive within that time after we are reachable again */
const catchUpEvery = 15 * minute;
/** ms; after FastSpring could not be reached */
const tryAgainAfter = minute;
/** ms; FastSpring shows events and orders with a delay, and its days are not in our time zone */
const overlap = day;
/** ms; after a longer downtime the events that FastSpring counts as delivered are checked too: we may have lost some */
const silence = hour;
/** ms */
const onTheWay = 10 * minute;

/**
 * Asks FastSpring for undelivered events, and takes in the missing ones as if their webhooks had arrived.
 * @param row the account's row
 */
export async function catchUp(
  dependencies: ReconciliationDependencies,
  row: Reconciliation,
  markProcessed: boolean,
  signal: AbortSignal,
): Promise<CatchUp> {
  const { database, fastspring, now } = dependencies;
  const { accountId } = row;
  const startedAt = now();
  const api = fastspring.forAccount(accountId, 'background', signal);
  const store = async (page: readonly IncomingEvent[]) => {
    signal.throwIfAborted();
    return storeMissingEvents(dependencies, accountId, page);
  };
  let result: CatchUp;
  try {
    const events = await walkEvents(api, startedAt, row, markProcessed, store);
    signal.throwIfAborted();
    await dependencies.untilRecorded(accountId, signal);
    const orders = await takeInOrders(dependencies, api, accountId, sinceOf(row), store);
    result = { at: iso(startedAt), ...events, takenIn: events.takenIn + orders, problem: null };
  } catch (error) {
    if (signal.aborted) throw error;
    result = { at: iso(startedAt), takenIn: 0, moreThanShown: false, problem: historyProblemOf(error) };
  }
  const { problem } = result;
  await database.prisma.reconciliation.update({
    where: { accountId },
    data: {
      catchUp: result,
      catchUpAt: new Date(startedAt + (problem === null ? catchUpEvery : tryAgainAfter)),
      ...(problem === null && { caughtUpTo: new Date(startedAt) }),
    },
  });
  return result;
}

/** ms; everything before it has been checked */
function sinceOf({ caughtUpTo, newsSince }: Reconciliation): number {
  return Math.max((caughtUpTo ?? newsSince).getTime() - overlap, newsSince.getTime());
}

async function walkEvents(
  api: FastspringApi,
  now: number,
  row: Reconciliation,
  markProcessed: boolean,
  store: (events: readonly IncomingEvent[]) => Promise<number>,
): Promise<WalkedEvents> {
  const walk = { api, now, since: sinceOf(row), storeMissingEvents: store };
  const undelivered = await (markProcessed ? storeAndMark(walk) : takeInUnmarked('unprocessed', walk));
  if (row.caughtUpTo !== null && now - row.caughtUpTo.getTime() < silence) return undelivered;
  const { takenIn } = await takeInUnmarked('processed', walk);
  return { ...undelivered, takenIn: undelivered.takenIn + takenIn };
}

/** Takes in orders since then without any event. The webhook of a recent payment may still be on its way. */
async function takeInOrders(
  dependencies: ReconciliationDependencies,
  api: FastspringApi,
  accountId: string,
  since: number,
  store: (events: readonly IncomingEvent[]) => Promise<number>,
): Promise<number> {
  const { database, now } = dependencies;
  const period = { begin: dateOf(since), end: dateOf(now() + day) };
  let takenIn = 0;
  let page: number | null = 1;
  while (page !== null) {
    const listed: Page<FastspringObject> = await api.listOrders({ ...period, scope: 'all', status: 'completed' }, page);
    const missing = (await findOrderDifferences({ database, accountId }, readListedOrders(listed.items, now()))).filter(
      ({ difference, order }) => difference.cause !== 'amount' && order.fact.occurredAt < now() - onTheWay,
    );
    const returns = await findMissingReturns({ api, database, accountId }, listed.items);
    const events = missing.map(({ order }) => orderAsEvent('reconciliation', order.object));
    takenIn += await store([...events, ...returns.map(({ event }) => event)].filter((event) => event !== null));
    page = listed.nextPage;
  }
  return takenIn;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
