import { isDeepStrictEqual } from 'node:util';
import { readEvent, readerVersion } from '../fastspring/events/index.ts';
import type { Fact } from '../ledger/fact.ts';
import { mergeStatements, rankOf } from '../ledger/merge-facts.ts';
import { counterpartOf } from '../ledger/returned-payouts.ts';
import { isOvertaken } from '../ledger/subscription-state.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Event } from '../platform/database/generated/client.ts';
import { createTurns } from '../platform/runtime/turns.ts';
import { factColumns } from './columns.ts';
import { projectTouched } from './projections.ts';
import { markUnread, type UnreadEvent } from './recorded-events.ts';
import { type KnownFact, readRelated } from './related-facts.ts';
import { upsertRows } from './rows.ts';

export type EventState = 'recorded' | 'unknown' | 'unreadable';

interface ReadEvent {
  readonly event: Event;
  readonly facts: readonly Fact[];
}

/**
 * Takes stored events of one account into the ledger: their facts, and the orders, subscriptions and customers that they
 * touch. What they say of one fact counts as if they had been recorded one by one. Recording an event again changes
 * nothing. The caller sees to it that an account's events are recorded by one process at a time.
 * @param events in the order of their arrival
 */
export async function recordEvents(
  transaction: Transaction,
  accountId: string,
  events: readonly Event[],
): Promise<readonly EventState[]> {
  const states: EventState[] = [];
  const read: ReadEvent[] = [];
  const unread = new Map<bigint, UnreadEvent>();
  const turn = createTurns();
  for (const event of events) {
    await turn();
    const reading = readEvent({ ...event, ...timesOf(event) });
    if (reading.outcome === 'facts') read.push({ event, facts: reading.facts });
    else unread.set(event.id, reading);
    states.push(reading.outcome === 'facts' ? 'recorded' : reading.outcome);
  }
  await markUnread(transaction, unread);
  const repeats = await recordFacts(transaction, accountId, read);
  await markRecorded(transaction, read, repeats);
  return states;
}

function timesOf({ createdAt, receivedAt }: Event) {
  return { createdAt: createdAt?.getTime() ?? null, receivedAt: receivedAt.getTime() };
}

/** @returns the events whose own fact an earlier event has reported */
async function recordFacts(
  transaction: Transaction,
  accountId: string,
  read: readonly ReadEvent[],
): Promise<ReadonlySet<bigint>> {
  const repeats = new Set<bigint>();
  const facts = read.flatMap((each) => each.facts);
  if (facts.length === 0) return repeats;
  const keys = new Set(facts.map(({ key }) => key));
  const counterparts = facts.flatMap((fact) => counterpartOf(fact) ?? []);
  const related = await readRelated(transaction, accountId, facts, [...keys, ...counterparts]);
  const before = new Map(related.map((known) => [known.fact.key, known]));
  const near = new Map(before);
  const becameNews = new Set<string>();
  for (const { event, facts: ofEvent } of read) {
    if (isRepeat(event, near.get(ofEvent[0]?.key ?? ''))) repeats.add(event.id);
    for (const fact of ofEvent) {
      const known = near.get(fact.key);
      const stated = stateFact(event, fact, known);
      near.set(fact.key, stated);
      if (known !== undefined && becomesNews(known, stated, event)) becameNews.add(fact.key);
    }
  }
  await storeFacts(
    transaction,
    accountId,
    [...keys].flatMap((key) => near.get(key) ?? []),
  );
  await planAgain(transaction, accountId, [...becameNews]);
  const restated = [...keys].filter((key) => isRestated(before.get(key), near.get(key)));
  await projectTouched(transaction, accountId, facts, [...near.values()], new Set(restated));
  return repeats;
}

/** An event that is read again stays what it was; a webhook after an import is the first that does anything. */
function isRepeat(event: Event, known: KnownFact | undefined): boolean {
  if (event.factKeys.length > 0) return event.isRepeat;
  return known !== undefined && (!known.imported || event.source === 'import');
}

/** Keeps what is worth most among the statements of one fact. */
function stateFact(event: Event, fact: Fact, known: KnownFact | undefined): KnownFact {
  const statement = { fact, rank: rankOf(fact, event.createdAt?.getTime() ?? null, event.eventId) };
  const merged = known === undefined ? statement : mergeStatements(statement, known);
  const eventRowId = merged.rank === statement.rank ? event.id : (known?.eventRowId ?? event.id);
  const imported = event.source === 'import' && (known?.imported ?? true);
  return { ...merged, eventRowId, imported, customerId: known?.customerId ?? null };
}

function storeFacts(transaction: Transaction, accountId: string, facts: readonly KnownFact[]): Promise<void> {
  const rows = facts.map((known) => ({
    factKey: known.fact.key,
    ...factColumns(known),
    eventRowId: known.eventRowId,
    imported: known.imported,
  }));
  return upsertRows(transaction, accountId, 'facts', rows);
}

async function planAgain(transaction: Transaction, accountId: string, factKeys: readonly string[]): Promise<void> {
  if (factKeys.length === 0) return;
  await transaction.fact.updateMany({
    where: { accountId, factKey: { in: [...factKeys] } },
    data: { plannedAt: null },
  });
}

async function markRecorded(
  transaction: Transaction,
  read: readonly ReadEvent[],
  repeats: ReadonlySet<bigint>,
): Promise<void> {
  const rows = read.map(({ event, facts }) => ({
    id: String(event.id),
    fact_keys: facts.map(({ key }) => key),
    is_repeat: repeats.has(event.id),
  }));
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "events" e SET "state" = 'recorded', "reason" = NULL, "reader_version" = ${readerVersion},
      "fact_keys" = r."fact_keys", "is_repeat" = r."is_repeat"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("id" bigint, "fact_keys" text[], "is_repeat" boolean)
    WHERE e."id" = r."id"`;
}

/** Whether a stored fact says something else of its customer now, or of when it happened. */
function isRestated(before: KnownFact | undefined, now: KnownFact | undefined): boolean {
  if (before === undefined || now === undefined) return false;
  return before.fact.occurredAt !== now.fact.occurredAt || !isDeepStrictEqual(before.fact.customer, now.fact.customer);
}

/** ms; FastSpring keeps an undelivered event no longer */
const newsFor = 30 * 86_400_000;

/**
 * What came first did nothing, and this event is news all the same: an import may be faster than the webhook of a payment
 * of today, and a resend that shows a later state faster than the event that it repeats.
 */
function becomesNews(known: KnownFact, stated: KnownFact, event: Event): boolean {
  const didNothing = known.imported || (isOvertaken(known.fact) && !isOvertaken(stated.fact));
  return didNothing && event.source !== 'import' && stated.fact.occurredAt > event.receivedAt.getTime() - newsFor;
}
