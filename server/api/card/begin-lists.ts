import type { HistoryPage } from './history.ts';
import type { Older } from './older-view.ts';
import type { OrderView } from './order-view.ts';
import { placeText } from './page-cursor.ts';
import type { CardView, SubscriptionView } from './payments-view.ts';

/** Bytes of a card's answer, so that one with thousands of orders is shown as soon as one with a hundred. */
export const answerAtMost = 60_000;
/** For the names of the lists and what leads to the rest of them. */
const keptForCursors = 800;
/** Left for the subscriptions and the history, whatever the orders take. */
const keptForOthers = 7_000;
const keptForHistory = 2_000;

/** What the panel shows at once; not less is answered, however long it is. */
const ordersAtLeast = 5;
const subscriptionsAtLeast = 3;
const entriesAtLeast = 5;

type Listed =
  | 'orders'
  | 'olderOrders'
  | 'taxLabel'
  | 'subscriptions'
  | 'olderSubscriptions'
  | 'history'
  | 'olderHistory';

interface Lists {
  /** the newest hundred */
  readonly orders: readonly OrderView[];
  readonly orderCount: number;
  /** the first hundred */
  readonly subscriptions: readonly SubscriptionView[];
  readonly subscriptionCount: number;
  readonly history: HistoryPage;
}

/** The card with as much of its lists as fits an answer. */
export function beginLists(card: Omit<CardView, Listed>, lists: Lists): CardView {
  const { taxLabel, orders: short } = shorten(lists.orders);
  let room = answerAtMost - keptForCursors - bytesOf(card);
  const orders = take(short, ordersAtLeast, room - keptForOthers);
  room -= bytesOf(orders);
  const subscriptions = take(lists.subscriptions, subscriptionsAtLeast, room - keptForHistory);
  room -= bytesOf(subscriptions);
  const entries = take(
    lists.history.placed.map(({ entry }) => entry),
    entriesAtLeast,
    room,
  );
  return {
    ...card,
    subscriptions,
    olderSubscriptions: olderSubscriptions(subscriptions, lists.subscriptionCount),
    orders,
    olderOrders: olderOrders(orders, lists.orderCount),
    taxLabel,
    history: entries,
    olderHistory: olderHistory(lists.history, entries.length),
  };
}

/** The label that most orders have stands beside them, once. */
function shorten(orders: readonly OrderView[]): Pick<CardView, 'taxLabel' | 'orders'> {
  const groups = [...Map.groupBy(orders, ({ taxLabel = '' }) => taxLabel)];
  const [common = ''] = groups.reduce<readonly [string, readonly OrderView[]]>(
    (most, group) => (group[1].length > most[1].length ? group : most),
    ['', []],
  );
  const rest = ({ taxLabel, ...order }: OrderView): OrderView =>
    taxLabel === common ? order : { ...order, taxLabel: taxLabel ?? '' };
  return { taxLabel: common, orders: orders.map(rest) };
}

function take<Item>(items: readonly Item[], least: number, room: number): readonly Item[] {
  let taken = 0;
  let count = 0;
  for (const item of items) {
    taken += bytesOf(item) + 1;
    if (taken > room && count >= least) break;
    count += 1;
  }
  return items.slice(0, count);
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** @param count of these and all that follow */
export function olderOrders(orders: readonly OrderView[], count: number): Older | null {
  const last = orders.at(-1);
  if (last === undefined || count <= orders.length) return null;
  return { count: count - orders.length, cursor: placeText({ at: Date.parse(last.completedAt), key: last.id }) };
}

export function olderSubscriptions(subscriptions: readonly SubscriptionView[], count: number): Older | null {
  const last = subscriptions.at(-1);
  return last === undefined || count <= subscriptions.length
    ? null
    : { count: count - subscriptions.length, cursor: placeText({ at: 0, key: last.id }) };
}

/** @param shown the number of its entries that are answered */
export function olderHistory({ placed, next }: HistoryPage, shown: number): Older | null {
  const place = shown < placed.length ? placed[shown - 1]?.place : next;
  return place ? { count: null, cursor: placeText(place) } : null;
}
