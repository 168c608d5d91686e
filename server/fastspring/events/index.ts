import { z } from 'zod';
import { type Fact, factSchema } from '../../ledger/fact.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import { storableJson } from '../../platform/json/storable-json.ts';
import { parseExact } from '../json.ts';
import { readAccountEvent } from './account-events.ts';
import { readChargeCompleted, readChargeFailed } from './charge-events.ts';
import type { ReadFamily } from './event-source.ts';
import { readFulfillment, readGroup, readMailingListEntry, readQuote } from './notice-events.ts';
import { readOrderAs } from './order-events.ts';
import { readPayout } from './payout-events.ts';
import { readChargeback, readReturn } from './refund-events.ts';
import { readShownSubscription, readSubscriptionEvent } from './subscription-events.ts';

/** Every event type that is understood: https://developer.fastspring.com/reference/webhooks-overview */
const families: Readonly<Record<string, ReadFamily>> = {
  'order.completed': readOrderAs('completed'),
  'order.failed': readOrderAs('failed'),
  'order.canceled': readOrderAs('canceled'),
  'order.payment.pending': readOrderAs('payment_pending'),
  'order.approval.pending': readOrderAs('approval_pending'),
  'return.created': readReturn,
  'chargeback.created': readChargeback,
  'subscription.activated': readSubscriptionEvent,
  'subscription.updated': readSubscriptionEvent,
  'subscription.canceled': readSubscriptionEvent,
  'subscription.uncanceled': readSubscriptionEvent,
  'subscription.deactivated': readSubscriptionEvent,
  'subscription.paused': readSubscriptionEvent,
  'subscription.resumed': readSubscriptionEvent,
  'subscription.payment.overdue': readSubscriptionEvent,
  'subscription.payment.reminder': readSubscriptionEvent,
  'subscription.trial.reminder': readSubscriptionEvent,
  'subscription.charge.completed': readChargeCompleted,
  'subscription.charge.failed': readChargeFailed,
  'subscription.group.payment.charge.completed': readChargeCompleted,
  'subscription.group.payment.charge.failed': readChargeFailed,
  'subscription.group.created': readGroup,
  'subscription.group.updated': readGroup,
  'subscription.group.deactivated': readGroup,
  'subscription.group.prorated': readGroup,
  'subscription.group.payment.overdue': readGroup,
  'subscription.group.payment.reminder': readGroup,
  'quote.created': readQuote,
  'quote.updated': readQuote,
  'fulfillment.failed': readFulfillment,
  'payoutEntry.created': readPayout,
  'account.created': readAccountEvent,
  'account.updated': readAccountEvent,
  'mailingListEntry.updated': readMailingListEntry,
  'mailingListEntry.removed': readMailingListEntry,
  'mailingListEntry.abandoned': readMailingListEntry,
};

/** Not FastSpring's: what its API shows at a moment. */
const shown: Readonly<Record<string, ReadFamily>> = { [shownByApi]: readShownSubscription };

/** In the order of the catalogue. */
export const understoodEventTypes: readonly string[] = Object.keys(families);

/**
 * Raised whenever more is understood than before, or otherwise: another type, another shape of a known one, another key.
 * Events that an earlier version kept as unknown or unreadable are then read again at once, recorded ones at night, when the
 * ledger is recomputed. Events that were reduced to their facts keep the facts and keys of their time.
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
  /** a type of tomorrow: kept, shown, and read once a later version understands it */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unreadable'; readonly reason: string };

/** What a stored event says. Never throws: an event that cannot be read says so. */
export function readEvent(event: StoredEvent): EventReading {
  if (event.isReduced === true) return readReduced(event.payload);
  const readers = Object.hasOwn(shown, event.type) ? shown : families;
  const family = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  if (family === undefined) return { outcome: 'unknown' };
  if (hasTooManyValues(event.payload)) return { outcome: 'unreadable', reason: 'it has too many values' };
  const reading = family({ ...event, data: dataOf(event.payload) });
  if ('unreadable' in reading) return { outcome: 'unreadable', reason: reading.unreadable };
  if (reading.some(({ key }) => Buffer.byteLength(key) > longestKey))
    return { outcome: 'unreadable', reason: 'its ids are too long' };
  return { outcome: 'facts', facts: eachOnce(reading) };
}

/** The payload of an event of which only its facts are kept. Reading it gives them back, keys included. */
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

/** An order of a hundred products with their subscriptions has some 16,000; a million are read in half a minute. */
const valuesAtMost = 20_000;

/**
 * Whether an event's JSON text is not worth its parsing. Counts commas and opening brackets, those in texts too, which is
 * near enough. Each for itself: a list of objects has as many of both.
 */
export function hasTooManyValues(payload: string): boolean {
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
    // The payload keeps what a buyer typed; what is read of it goes into columns.
    const event = parseExact(storableJson(payload));
    const { data = event }: { readonly data?: unknown } = Object(event);
    return data;
  } catch {
    // Not JSON, or nested deeper than the parser's stack.
    return undefined;
  }
}
