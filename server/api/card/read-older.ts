import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { readUserNames } from '../people/user-names.ts';
import { olderHistory, olderOrders, olderSubscriptions } from './begin-lists.ts';
import { describeOrders } from './describe-order.ts';
import { describeSubscriptions } from './describe-subscription.ts';
import { factsAfter, readHistory } from './history.ts';
import type { OlderPage } from './older-view.ts';
import { listAtMost, type Place, placeSchema } from './page-cursor.ts';
import { readFacts } from './read-facts.ts';
import { type CardReach, readSubscriptions } from './read-lead.ts';
import { countOrders, readOrders } from './read-orders.ts';

/** The place behind which a page begins. A subscription's key is its id; its list is not sorted by one time. */
export const olderQuerySchema = z.object({
  cursor: placeSchema.describe('from `older…` of an earlier answer'),
});

export interface OlderQuestion {
  readonly list: 'orders' | 'subscriptions' | 'history';
  readonly after: Place;
  readonly language: string;
}

type Tables = Pick<Database, 'prisma' | 'query'>;

/** The next hundred of a card's list. */
export function readOlder(database: Tables, reach: CardReach, question: OlderQuestion): Promise<OlderPage> {
  const { list, after, language } = question;
  if (list === 'orders') return readOlderOrders(database, reach, after, language);
  if (list === 'history') return readOlderHistory(database, reach, after, language);
  return readOlderSubscriptions(database, reach, after.key, language);
}

async function readOlderOrders(
  { prisma }: Tables,
  { scope }: CardReach,
  after: Place,
  language: string,
): Promise<OlderPage> {
  const [page, count] = await Promise.all([readOrders(prisma, scope, after), countOrders(prisma, scope, after)]);
  const orders = describeOrders(page, language);
  return { items: orders, older: olderOrders(orders, count) };
}

/** From the first one on when the one named is gone. */
async function readOlderSubscriptions(
  database: Tables,
  { scope }: CardReach,
  after: string,
  language: string,
): Promise<OlderPage> {
  const now = new Date();
  const { subscriptions: all, ...described } = await readSubscriptions(database, scope, now);
  const rest = all.slice(all.findIndex(({ subscriptionId }) => subscriptionId === after) + 1);
  const page = rest.slice(0, listAtMost);
  const subscriptions = describeSubscriptions(described, page, language, now);
  return { items: subscriptions, older: olderSubscriptions(subscriptions, rest.length) };
}

async function readOlderHistory(
  { prisma }: Tables,
  reach: CardReach,
  after: Place,
  language: string,
): Promise<OlderPage> {
  const [facts, userNames] = await Promise.all([
    readFacts(prisma, reach.scope, factsAfter(after), Promise.resolve([])),
    readUserNames(prisma, reach.scope.accountId),
  ]);
  const page = readHistory({ ...reach, ...facts }, userNames, language, after);
  return { items: page.placed.map(({ entry }) => entry), older: olderHistory(page, page.placed.length) };
}
