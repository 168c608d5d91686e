import { z } from 'zod';
import type { FastspringObject, SubscriptionFilter } from '../../fastspring/api/api.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { hour } from '../../platform/time/units.ts';
import { type ComparisonRun, type ComparisonStep, nextPhase, withDifferences } from './comparison-run.ts';
import { healingEvents } from './heal-subscription.ts';
import { rememberListed } from './listed.ts';
import { isWithin } from './periods.ts';
import type { Book, Difference, Progress } from './results.ts';
import { storeMissingEvents } from './store-missing-events.ts';
import {
  compareOne,
  differenceOf,
  type ListedSubscription,
  readListed,
  stateShownBy,
} from './subscription-difference.ts';

/** FastSpring's lists of subscriptions that have not ended; none of them contains paused ones */
const statuses = ['active', 'trial', 'overdue', 'canceled'] as const satisfies readonly SubscriptionFilter['status'][];
const idsAtOnce = 50;

/** `{status}:{page}`, or `unlisted:{the last id}` */
const firstCursor = `${statuses[0]}:1`;

/**
 * Compares FastSpring's subscriptions with the ledger, a page at a time, and then those that are ongoing in the ledger
 * but were not listed by FastSpring.
 */
export const compareSubscriptions: ComparisonStep = async (run, progress) => {
  const cursor = progress.cursor ?? firstCursor;
  const at = cursor.indexOf(':');
  const status = statuses.find((each) => each === cursor.slice(0, at));
  return status === undefined
    ? compareUnlisted(run, progress, cursor.slice(at + 1))
    : comparePage(run, progress, status, Number(cursor.slice(at + 1)));
};

async function comparePage(
  run: ComparisonRun,
  progress: Progress,
  status: (typeof statuses)[number],
  page: number,
): Promise<Progress> {
  const { items, nextPage } = await run.api.listSubscriptions({ scope: 'all', status }, page);
  const after = await compareObjects(run, progress, items);
  const next = statuses[statuses.indexOf(status) + 1];
  const cursor = nextPage !== null ? `${status}:${nextPage}` : next === undefined ? 'unlisted:' : `${next}:1`;
  return { ...after, cursor };
}

/** A list that changes while it is read may miss some, and a subscription that ended in the meantime is in no list. */
async function compareUnlisted(run: ComparisonRun, progress: Progress, after: string): Promise<Progress> {
  const { accountId, api, database } = run;
  const rows = await readRows(database.prisma, z.object({ subscription_id: z.string() }))`
    SELECT s."subscription_id" FROM "subscriptions" s
    WHERE s."account_id" = ${accountId}::uuid AND s."subscription_id" > ${after} AND s."state" <> 'deactivated'
      AND s."changed_at" < ${new Date(Date.parse(progress.startedAt) - hour)}
      AND NOT EXISTS (SELECT FROM "reconciliation_listed" l
        WHERE l."account_id" = s."account_id" AND l."kind" = 'subscription' AND l."id" = s."subscription_id")
    ORDER BY s."subscription_id" LIMIT ${idsAtOnce}`;
  const ids = rows.map((row) => row.subscription_id);
  const last = ids.at(-1);
  if (last === undefined) return nextPhase(progress, 'subscriptions');
  const objects = await api.getSubscriptions(ids);
  const compared = await compareObjects(run, progress, objects);
  const there = new Set(objects.map(({ id }) => id));
  const absent = ids
    .filter((id) => !there.has(id))
    .map((id): Difference => ({ ...differenceOf(id, 'not_at_fastspring'), panel: null }));
  return { ...withDifferences(compared, absent), cursor: `unlisted:${last}` };
}

async function compareObjects(
  run: ComparisonRun,
  progress: Progress,
  objects: readonly FastspringObject[],
): Promise<Progress> {
  const { accountId, database, now } = run;
  const subscriptions = objects.flatMap((object) => readListed(object, now()) ?? []);
  const rows = await database.prisma.subscription.findMany({
    where: { accountId, subscriptionId: { in: subscriptions.map(({ fact }) => fact.subscriptionId) } },
  });
  const known = new Map(rows.map((row) => [row.subscriptionId, row]));
  // A subscription that is neither known nor from the compared periods is history that was not imported.
  const counted = subscriptions.filter(
    ({ fact }) => known.has(fact.subscriptionId) || isWithin(fact.subscription.startedAt ?? 0, progress.periods),
  );
  const found = counted.flatMap((subscription) => {
    const difference = compareOne(subscription.fact, known.get(subscription.fact.subscriptionId));
    return difference === null ? [] : { subscription, difference };
  });
  await storeMissingEvents(
    run,
    accountId,
    found.flatMap(({ subscription }) =>
      healingEvents(subscription, known.get(subscription.fact.subscriptionId) ?? null, now()),
    ),
  );
  const ids = counted.map(({ fact }) => fact.subscriptionId);
  const added = await rememberListed(database.prisma, accountId, 'subscription', ids);
  const news = counted.filter(({ fact }) => added.has(fact.subscriptionId));
  const differences = found.filter(({ subscription }) => news.includes(subscription));
  return {
    ...withDifferences(
      progress,
      differences.map(({ difference }) => difference),
    ),
    fastspring: countActive(progress.fastspring, news),
  };
}

function countActive(book: Book | null, subscriptions: readonly ListedSubscription[]): Book {
  const active = subscriptions.filter(({ fact }) => fact.live && stateShownBy(fact) === 'active').length;
  return {
    orders: book?.orders ?? 0,
    totals: book?.totals ?? {},
    activeSubscriptions: (book?.activeSubscriptions ?? 0) + active,
  };
}

/**
 * Which of these subscriptions still differ after all taken-in events were recorded, and by how many active ones the
 * ledger exceeds FastSpring because of them.
 */
export async function findRemainingSubscriptions(
  { api, database, accountId, now }: ComparisonRun,
  ids: readonly string[],
): Promise<{ readonly ids: ReadonlySet<string>; readonly activeSurplus: number }> {
  const rows = await database.prisma.subscription.findMany({ where: { accountId, subscriptionId: { in: [...ids] } } });
  const listed = (await api.getSubscriptions(ids)).flatMap((object) => readListed(object, now()) ?? []);
  const remaining = new Set<string>();
  let activeSurplus = 0;
  for (const id of ids) {
    const row = rows.find(({ subscriptionId }) => subscriptionId === id);
    const fact = listed.find((each) => each.fact.subscriptionId === id)?.fact;
    if (fact !== undefined && compareOne(fact, row) === null) continue;
    remaining.add(id);
    activeSurplus += Number(row?.live === true && row.state === 'active');
    activeSurplus -= Number(fact?.live === true && stateShownBy(fact) === 'active');
  }
  return { ids: remaining, activeSurplus };
}
