import { z } from 'zod';
import type { FastspringApi, FastspringObject } from '../../fastspring/api/api.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { addDays } from '../../platform/time/dates.ts';
import { day } from '../../platform/time/units.ts';
import {
  orderAsEvent,
  returnAsEvent,
  returnIdsOf,
  subscriptionAsEvents,
  subscriptionIdsOf,
} from '../walk/as-events.ts';
import { listOrders } from '../walk/listed.ts';

/** Days per listing: pages of a short list shift little if an order is sold in the meantime. */
const daysPerWindow = 31;

export const cursorSchema = z.object({ from: z.string(), page: z.number() });
/** The position of the reading: the first day of the window, and the page of its list. */
type ImportCursor = z.output<typeof cursorSchema>;

/** The kind of unreadable items in the counts. */
export const unreadableKind = 'unreadable';
/** What an item was read from. */
export const itemKinds = ['order', 'refund', 'subscription', unreadableKind] as const;
type ItemKind = Exclude<(typeof itemKinds)[number], 'unreadable'>;
/** The event that would have reported an item. */
export type ItemEvent = IncomingEvent & { readonly kind: ItemKind };

/** FastSpring's page, as the events that would have reported it. */
export interface ReadPage {
  readonly items: readonly ItemEvent[];
  /** ids of orders without an amount */
  readonly unreadable: readonly string[];
  /** null after the last page */
  readonly next: ImportCursor | null;
  /** days of the import read so far */
  readonly daysRead: number;
}

export type ImportApi = Pick<FastspringApi, 'listOrders' | 'getSubscriptions' | 'getReturns'>;

export function daysOf({ beginDay, endDay }: Pick<Import, 'beginDay' | 'endDay'>): number {
  return (Date.parse(endDay) - Date.parse(beginDay)) / day + 1;
}

/**
 * One page of completed orders, with the subscriptions that they started or paid for and their refunds. FastSpring does
 * not document the time zone of its days, so one more day is requested; an order listed twice has the same id.
 * @throws FastspringError
 */
export async function readPage(
  api: ImportApi,
  importRow: Pick<Import, 'id' | 'beginDay' | 'endDay' | 'cursor'>,
): Promise<ReadPage> {
  const { beginDay, endDay } = importRow;
  const { from, page } = cursorSchema.parse(importRow.cursor);
  const windowEnd = addDays(from, daysPerWindow - 1);
  const to = windowEnd < endDay ? windowEnd : endDay;
  const { items: orders, nextPage } = await listOrders(api, { begin: from, end: addDays(to, 1) }, page);
  const name = `import-${importRow.id}`;
  const subscriptions = await api.getSubscriptions([...new Set(orders.flatMap(subscriptionIdsOf))]);
  const returns = await api.getReturns([...new Set(orders.flatMap(returnIdsOf))]);
  const itemsOf = (kind: ItemKind, objects: readonly FastspringObject[], asEvents: AsEvents) =>
    objects.flatMap((object) => asEvents(name, object) ?? []).map((event) => ({ ...event, kind }));
  return {
    items: [
      ...itemsOf('order', orders, orderAsEvent),
      ...itemsOf('subscription', subscriptions, subscriptionAsEvents),
      ...itemsOf('refund', returns, returnAsEvent),
    ],
    unreadable: orders.filter((order) => orderAsEvent(name, order) === null).map(({ id }) => id),
    next: nextCursor(endDay, from, to, nextPage),
    daysRead: daysOf({ beginDay, endDay: nextPage === null ? to : addDays(from, -1) }),
  };
}

type AsEvents = (name: string, object: FastspringObject) => IncomingEvent | readonly IncomingEvent[] | null;

function nextCursor(endDay: string, from: string, to: string, nextPage: number | null): ImportCursor | null {
  if (nextPage !== null) return { from, page: nextPage };
  return to >= endDay ? null : { from: addDays(to, 1), page: 1 };
}
