import { z } from 'zod';
import { type Fact, factSchema } from '../../ledger/fact.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import { storableJson } from '../../platform/json/storable-json.ts';
import { catalogue, type EventFamily } from '../catalogue.ts';
import { parseExact } from '../json.ts';
import { readAccountEvent } from './account-events.ts';
import { readChargeCompleted, readChargeFailed } from './charge-events.ts';
import type { ReadFamily } from './event-source.ts';
import { readFulfillment, readGroup, readMailingListEntry, readQuote } from './notice-events.ts';
import { readOrderAs } from './order-events.ts';
import { readPayout } from './payout-events.ts';
import { readChargeback, readReturn } from './refund-events.ts';
import { readShownSubscription, readSubscriptionEvent } from './subscription-events.ts';

const readers: Readonly<Record<EventFamily, ReadFamily>> = {
  'completed order': readOrderAs('completed'),
  'failed order': readOrderAs('failed'),
  'canceled order': readOrderAs('canceled'),
  'order awaiting payment': readOrderAs('payment_pending'),
  'order awaiting approval': readOrderAs('approval_pending'),
  return: readReturn,
  chargeback: readChargeback,
  subscription: readSubscriptionEvent,
  'completed charge': readChargeCompleted,
  'failed charge': readChargeFailed,
  group: readGroup,
  quote: readQuote,
  fulfillment: readFulfillment,
  'mailing list': readMailingListEntry,
  account: readAccountEvent,
  payout: readPayout,
};

/**
 * Raise this whenever events are read differently: another type, another shape of a known one, another key. Events that
 * an earlier version kept as unknown or unreadable are then read again at once, recorded ones at night, when the ledger
 * is recomputed. Events that were reduced to their facts keep the facts and keys of their time.
 */
export const readerVersion = 6;

export interface StoredEvent {
  readonly type: string;
  readonly live: boolean | null;
  /** ms */
  readonly createdAt: number | null;
  /** ms */
  readonly receivedAt: number;
  /** the event's JSON text: the whole envelope, or its data alone */
  readonly payload: string;
  /** the payload is what `reducedPayload` made of its facts */
  readonly isReduced?: boolean;
}

export type EventReading =
  | { readonly outcome: 'facts'; readonly facts: readonly Fact[] }
  /** a future type: kept, shown, and read once a later version understands it */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unreadable'; readonly reason: string };

/** Reads a stored event. Never throws: an unreadable event is returned as such. */
export function readEvent(event: StoredEvent): EventReading {
  if (event.isReduced === true) return readReduced(event.payload);
  const read = readerOf(event.type);
  if (read === null) return { outcome: 'unknown' };
  if (hasTooManyValues(event.payload)) return { outcome: 'unreadable', reason: 'it has too many values' };
  const reading = read({ ...event, data: dataOf(event.payload) });
  if ('unreadable' in reading) return { outcome: 'unreadable', reason: reading.unreadable };
  if (reading.some(({ key }) => Buffer.byteLength(key) > longestKey))
    return { outcome: 'unreadable', reason: 'its ids are too long' };
  return { outcome: 'facts', facts: eachOnce(reading) };
}

function readerOf(type: string): ReadFamily | null {
  // Not FastSpring's: what its API shows at a moment.
  if (type === shownByApi) return readShownSubscription;
  const family = catalogue.get(type)?.family ?? null;
  return family === null ? null : readers[family];
}

/** The payload of an event that was reduced to its facts. Reading it gives them back, keys included. */
export function reducedPayload(facts: readonly Fact[]): string {
  return JSON.stringify({ facts });
}

const reducedSchema = z.object({ facts: z.array(factSchema) });

function readReduced(payload: string): EventReading {
  const reduced = reducedSchema.safeParse(JSON.parse(payload));
  return reduced.success
    ? { outcome: 'facts', facts: reduced.data.facts }
    : { outcome: 'unreadable', reason: 'its facts were kept in another form' };
}

/** bytes; an entry of a Postgres index holds 2,700, and an effect's key has the lead beside it */
const longestKey = 2_000;

/** An order of a hundred products with their subscriptions has some 16,000; a million take half a minute to read. */
const valuesAtMost = 20_000;

/**
 * Whether parsing an event's JSON text would cost too much. Counts commas and opening brackets, including those in
 * texts, which is close enough. Counts them separately: a list of objects has as many of both.
 */
export function hasTooManyValues(payload: string): boolean {
  if (payload.length < valuesAtMost) return false;
  let commas = 0;
  let brackets = 0;
  for (const [mark] of payload.matchAll(/[,[{]/g)) {
    if (mark === ',') commas += 1;
    else brackets += 1;
    if (commas >= valuesAtMost || brackets > valuesAtMost) return true;
  }
  return false;
}

/** A group may name a member twice. */
function eachOnce(facts: readonly Fact[]): readonly Fact[] {
  const seen = new Set<string>();
  return facts.filter(({ key }) => !seen.has(key) && seen.add(key));
}

function dataOf(payload: string): unknown {
  try {
    // The payload keeps the buyer's raw input; the values read from it go into columns.
    const event = parseExact(storableJson(payload));
    const { data = event }: { readonly data?: unknown } = Object(event);
    return data;
  } catch {
    // Not JSON, or nested deeper than the parser's stack.
    return undefined;
  }
}
