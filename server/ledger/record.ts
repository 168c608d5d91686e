import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../database/database.ts';
import { type Event, Prisma } from '../database/generated/client.ts';
import { readEvent, readerVersion } from '../fastspring/events/index.ts';
import type { Fact } from './fact.ts';
import { mergeStatements, rankOf } from './merge-facts.ts';
import { factColumns } from './record-columns.ts';
import { projectTouched } from './record-projections.ts';
import { unreadColumns } from './recorded-events.ts';
import { type KnownFact, readRelated } from './related-facts.ts';
import { counterpartOf } from './returned-payouts.ts';

export type EventState = 'recorded' | 'unknown' | 'unreadable';

/**
 * Takes one stored event into the ledger: its facts, and the orders, subscriptions and customers that they touch.
 * Recording it again changes nothing. The caller sees to it that events of one account are recorded one at a time.
 */
export async function recordEvent(transaction: Transaction, event: Event): Promise<EventState> {
  const reading = readEvent({
    type: event.type,
    live: event.live,
    createdAt: event.createdAt?.getTime() ?? null,
    receivedAt: event.receivedAt.getTime(),
    payload: event.payload,
  });
  if (reading.outcome !== 'facts') {
    await transaction.event.update({ where: { id: event.id }, data: unreadColumns(reading) });
    return reading.outcome;
  }
  const factKeys = reading.facts.map(({ key }) => key);
  const counterparts = reading.facts.flatMap((fact) => counterpartOf(fact) ?? []);
  const related = await readRelated(transaction, event.accountId, reading.facts, [...factKeys, ...counterparts]);
  const near = new Map(related.map((known) => [known.fact.key, known]));
  const restated = new Set<string>();
  for (const fact of reading.facts) {
    const known = near.get(fact.key);
    const stated = await stateFact(transaction, event, fact, known);
    near.set(fact.key, stated);
    if (known !== undefined && tellsOtherwise(known.fact, stated.fact)) restated.add(fact.key);
  }
  await projectTouched(transaction, event.accountId, reading.facts, [...near.values()], restated);
  await transaction.event.update({
    where: { id: event.id },
    data: { state: 'recorded', reason: Prisma.DbNull, readerVersion, factKeys },
    select: { id: true },
  });
  return 'recorded';
}

/** Keeps what is worth most among the statements of one fact. */
async function stateFact(
  transaction: Transaction,
  event: Event,
  fact: Fact,
  known: KnownFact | undefined,
): Promise<KnownFact> {
  const where = { accountId_factKey: { accountId: event.accountId, factKey: fact.key } };
  const statement = { fact, rank: rankOf(fact, event.createdAt?.getTime() ?? null, event.eventId) };
  const merged = known === undefined ? statement : mergeStatements(statement, known);
  const eventRowId = merged.rank === statement.rank ? event.id : (known?.eventRowId ?? event.id);
  const imported = event.source === 'import' && (known?.imported ?? true);
  const columns = { ...factColumns(merged), eventRowId, imported };
  const turnsNews = known?.imported === true && !imported && isNews(merged.fact, event);
  await transaction.fact.upsert({
    where,
    create: { accountId: event.accountId, factKey: fact.key, ...columns },
    update: { ...columns, ...(turnsNews ? { plannedAt: null } : {}) },
    select: { factKey: true },
  });
  return { ...merged, eventRowId, imported, customerId: known?.customerId ?? null };
}

/** Whether a fact says something else of its customer now, or of when it happened. */
function tellsOtherwise(before: Fact, now: Fact): boolean {
  return before.occurredAt !== now.occurredAt || !isDeepStrictEqual(before.customer, now.customer);
}

/** ms; FastSpring keeps an undelivered event no longer */
const newsFor = 30 * 86_400_000;

/** An import may be faster than the webhook of a payment of today, which then has its effects all the same. */
function isNews(fact: Fact, event: Event): boolean {
  return fact.occurredAt > event.receivedAt.getTime() - newsFor;
}
