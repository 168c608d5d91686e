import { z } from 'zod';
import type { SubscriptionFilter } from '../../fastspring/api/api.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { hour } from '../../platform/time/units.ts';
import { asEvent, subscriptionAsEvents } from '../walk/as-events.ts';
import { type Listed, readListed } from '../walk/listed.ts';
import type { ComparedKind } from './compare-listed.ts';
import { isWithin } from './periods.ts';
import { compareOne, stateShownBy } from './subscription-difference.ts';

/** FastSpring's lists of subscriptions that have not ended; none of them contains paused ones */
const statuses = ['active', 'trial', 'overdue', 'canceled'] as const satisfies readonly SubscriptionFilter['status'][];
const idsAtOnce = 50;

/** FastSpring's subscriptions, and those that are ongoing in the ledger but were not listed: some may have ended. */
export const comparedSubscriptions: ComparedKind<'subscription'> = {
  kind: 'subscription',
  lists: ({ api }) =>
    new Map(statuses.map((status) => [status, (page) => api.listSubscriptions({ scope: 'all', status }, page)])),
  readUnlisted: async ({ accountId, database }, { startedAt }, after) => {
    const rows = await readRows(database.prisma, z.object({ id: z.string() }))`
      SELECT s."subscription_id" AS id FROM "subscriptions" s
      WHERE s."account_id" = ${accountId}::uuid AND s."subscription_id" > ${after} AND s."state" <> 'deactivated'
        AND s."changed_at" < ${new Date(Date.parse(startedAt) - hour)}
        AND NOT EXISTS (SELECT FROM "reconciliation_listed" l
          WHERE l."account_id" = s."account_id" AND l."kind" = 'subscription' AND l."id" = s."subscription_id")
      ORDER BY s."subscription_id" LIMIT ${idsAtOnce}`;
    return rows.map(({ id }) => ({ id, name: id, panel: null }));
  },
  get: (api, ids) => api.getSubscriptions(ids),
  isListed: () => true,
  compare: async ({ accountId, database, now }, { periods }, objects) => {
    const listed = readListed('subscription', objects, now());
    const rows = await database.prisma.subscription.findMany({
      where: { accountId, subscriptionId: { in: listed.map(({ object }) => object.id) } },
    });
    const known = new Map(rows.map((row) => [row.subscriptionId, row]));
    // A subscription that is neither known nor from the compared periods is history that was not imported.
    const items = listed.filter(
      ({ object, fact }) => known.has(object.id) || isWithin(fact.subscription.startedAt ?? 0, periods),
    );
    const found = items.flatMap((item) => {
      const row = known.get(item.object.id);
      const difference = compareOne(item.fact, row);
      return difference === null ? [] : { item, difference, events: healingEvents(item, row ?? null, now()) };
    });
    return { items, found };
  },
  addTo: (book, items) => {
    const active = items.filter(({ fact }) => fact.live && stateShownBy(fact) === 'active').length;
    return { ...book, activeSubscriptions: book.activeSubscriptions + active };
  },
};

/** The types that may happen several times. */
const waysIn: ReadonlySet<string> = new Set([
  'subscription.canceled',
  'subscription.payment.overdue',
  'subscription.paused',
]);

/**
 * The events that bring the ledger in line with FastSpring's subscription. First, the missed events of its life.
 * Second, if none of these says that it goes on, an update that does. Third, its current copy, which is no news: the
 * webhook of the change may still arrive. The first two are dated in the past, however old their `changed`; the last is
 * the state after everything in the ledger.
 * @param row the ledger's row; null if the ledger lacks the subscription
 */
function healingEvents(
  { object, fact }: Listed<'subscription'>,
  row: Subscription | null,
  now: number,
): readonly IncomingEvent[] {
  const life = subscriptionAsEvents('reconciliation', object);
  if (row === null) return life;
  const state = stateShownBy(fact);
  const goesOn = (state === 'active' || state === 'trial') && row.state !== state;
  return [
    // If the ledger already has the state, its event was reported, at a moment that the object may no longer show.
    ...life.filter(({ type }) => row.state !== state || !waysIn.has(type)),
    ...(goesOn ? [shownAs('subscription.updated', fact.occurredAt)] : []),
    shownAs(shownByApi, now),
  ];

  function shownAs(type: string, createdAt: number): IncomingEvent {
    const live = fact.live ? null : false;
    return asEvent({
      name: 'reconciliation',
      id: `${object.id}:${createdAt}`,
      type,
      live,
      createdAt,
      data: object.json,
    });
  }
}
