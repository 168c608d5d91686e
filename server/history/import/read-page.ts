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

type ItemKind = 'order' | 'refund' | 'subscription';

/** The kind of unreadable items in the counts. */
export const unreadableKind = 'unreadable';

/** FastSpring's page, as the events that would have reported it. */
export interface ReadPage {
  readonly items: readonly { readonly kind: ItemKind; readonly event: IncomingEvent }[];
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
  const { from, page } = cursorSchema.parse(importRow.cursor);
  const to = earlier(addDays(from, daysPerWindow - 1), importRow.endDay);
  const listed = await listOrders(api, { begin: from, end: addDays(to, 1) }, page);
  const name = `import-${importRow.id}`;
  const { items: orders } = listed;
  const subscriptions = await all(orders.flatMap(subscriptionIdsOf), api.getSubscriptions);
  const returns = await all(orders.flatMap(returnIdsOf), api.getReturns);
  const orderEvents = orders.map((order) => ({ id: order.id, event: orderAsEvent(name, order) }));
  const events = {
    order: orderEvents.flatMap(({ event }) => event ?? []),
    subscription: subscriptions.flatMap((subscription) => subscriptionAsEvents(name, subscription)),
    refund: returns.map((each) => returnAsEvent(name, each)),
  } as const;
  const kinds = ['order', 'subscription', 'refund'] as const;
  const isLastPage = listed.nextPage === null;
  return {
    items: kinds.flatMap((kind) => events[kind].map((event) => ({ kind, event }))),
    unreadable: orderEvents.flatMap(({ id, event }) => (event === null ? [id] : [])),
    next: nextCursor(importRow.endDay, from, to, listed.nextPage),
    daysRead: daysOf({ beginDay: importRow.beginDay, endDay: isLastPage ? to : addDays(from, -1) }),
  };
}

function nextCursor(endDay: string, from: string, to: string, nextPage: number | null): ImportCursor | null {
  if (nextPage !== null) return { from, page: nextPage };
  return to >= endDay ? null : { from: addDays(to, 1), page: 1 };
}

async function all(
  ids: readonly string[],
  get: (ids: readonly string[]) => Promise<readonly FastspringObject[]>,
): Promise<readonly FastspringObject[]> {
  const unique = [...new Set(ids)];
  return unique.length === 0 ? [] : get(unique);
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
