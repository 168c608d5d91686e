import type { Reconciliation } from '../../platform/database/generated/client.ts';
import { dateOf } from '../../platform/time/dates.ts';
import { day, hour, minute } from '../../platform/time/units.ts';
import { readSettings } from '../../rules/settings/settings.ts';
import { historyProblemOf } from '../history-problem.ts';
import { listOrders } from '../walk/listed.ts';
import { storeMissingEvents } from '../walk/store-missing-events.ts';
import { compareOrders } from './compare-orders.ts';
import type { ReconciliationRun } from './reconciliation-run.ts';
import type { CatchUp } from './results.ts';
import { type EventWalk, storeAndMark, takeInUnmarked } from './undelivered-events.ts';

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
 * Asks FastSpring for undelivered events, if that is due, and takes in the missing ones as if their webhooks had arrived.
 * @returns whether events were missing and FastSpring did not show all of them
 */
export async function catchUpIfDue(run: ReconciliationRun): Promise<boolean> {
  const { account, accountId, database, wake, now } = run;
  const row = await database.prisma.reconciliation.findUniqueOrThrow({ where: { accountId } });
  const startedAt = now();
  if (account.apiUsername === null || row.catchUpAt.getTime() > startedAt) return false;
  const found = await catchUp(run, row, startedAt);
  const isDone = found.problem === null;
  await database.prisma.reconciliation.update({
    where: { accountId },
    data: {
      catchUp: { at: new Date(startedAt).toISOString(), ...found },
      catchUpAt: new Date(startedAt + (isDone ? catchUpEvery : tryAgainAfter)),
      ...(isDone && { caughtUpTo: new Date(startedAt) }),
    },
  });
  if (found.takenIn > 0) wake(accountId);
  return found.takenIn > 0 && found.moreThanShown;
}

async function catchUp(run: ReconciliationRun, row: Reconciliation, startedAt: number): Promise<Omit<CatchUp, 'at'>> {
  const { account, accountId, api, signal } = run;
  const walk: EventWalk = {
    api,
    now: startedAt,
    since: Math.max((row.caughtUpTo ?? row.newsSince).getTime() - overlap, row.newsSince.getTime()),
    storeMissingEvents: async (events) => {
      signal.throwIfAborted();
      return storeMissingEvents(run, accountId, events);
    },
  };
  const { markEventsProcessed } = readSettings(account.settings).reconciliation;
  const wasSilent = row.caughtUpTo === null || startedAt - row.caughtUpTo.getTime() >= silence;
  try {
    const undelivered = await (markEventsProcessed ? storeAndMark(walk) : takeInUnmarked('unprocessed', walk));
    const delivered = wasSilent ? await takeInUnmarked('processed', walk) : null;
    signal.throwIfAborted();
    await run.untilRecorded(accountId, signal);
    const takenIn = undelivered.takenIn + (delivered?.takenIn ?? 0) + (await takeInOrders(run, walk));
    return { takenIn, moreThanShown: undelivered.moreThanShown, problem: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { takenIn: 0, moreThanShown: false, problem: historyProblemOf(error) };
  }
}

/** Takes in orders since then without any event. The webhook of a recent payment may still be on its way. */
async function takeInOrders(run: ReconciliationRun, walk: EventWalk): Promise<number> {
  const { api, now } = run;
  const period = { begin: dateOf(walk.since), end: dateOf(now() + day) };
  let takenIn = 0;
  for (let page: number | null = 1; page !== null; ) {
    const { items, nextPage } = await listOrders(api, period, page);
    const { found } = await compareOrders(run, items);
    const missing = found.filter(
      ({ item, difference: { cause } }) =>
        item === null || (cause !== 'amount' && item.fact.occurredAt < now() - onTheWay),
    );
    takenIn += await walk.storeMissingEvents(missing.flatMap(({ events }) => events));
    page = nextPage;
  }
  return takenIn;
}
