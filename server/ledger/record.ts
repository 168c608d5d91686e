import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../database/database.ts';
import { type Event, Prisma } from '../database/generated/client.ts';
import { readEvent, readerVersion } from '../fastspring/events/index.ts';
import type { Fact } from './fact.ts';
import { mergeStatements, rankOf } from './merge-facts.ts';
import { factColumns } from './record-columns.ts';
import { projectTouched } from './record-projections.ts';
import { readStoredFact } from './stored-fact.ts';

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
    const reason =
      reading.outcome === 'unreadable' ? { code: 'unreadable', detail: reading.reason } : { code: 'unknown_type' };
    await transaction.event.update({
      where: { id: event.id },
      data: { state: reading.outcome, reason, readerVersion },
    });
    return reading.outcome;
  }
  const restated = new Set<string>();
  for (const fact of reading.facts) if (await stateFact(transaction, event, fact)) restated.add(fact.key);
  await projectTouched(transaction, event.accountId, reading.facts, restated);
  await transaction.event.update({
    where: { id: event.id },
    data: { state: 'recorded', reason: Prisma.DbNull, readerVersion, factKeys: reading.facts.map(({ key }) => key) },
  });
  return 'recorded';
}

/**
 * Keeps what is worth most among the statements of one fact.
 * @returns whether a fact that was known says something else of its customer now, or of when it happened
 */
async function stateFact(transaction: Transaction, event: Event, fact: Fact): Promise<boolean> {
  const where = { accountId_factKey: { accountId: event.accountId, factKey: fact.key } };
  const known = await transaction.fact.findUnique({ where });
  const statement = { fact, rank: rankOf(fact, event.createdAt?.getTime() ?? null, event.eventId) };
  const before = known === null ? null : readStoredFact(known.data);
  const merged =
    known === null || before === null ? statement : mergeStatements(statement, { fact: before, rank: known.rank });
  const eventRowId = merged.rank === statement.rank ? event.id : (known?.eventRowId ?? event.id);
  const imported = event.source === 'import' && (known?.imported ?? true);
  const columns = { ...factColumns(merged), eventRowId, imported };
  const turnsNews = known?.imported === true && !imported && isNews(merged.fact, event);
  await transaction.fact.upsert({
    where,
    create: { accountId: event.accountId, factKey: fact.key, ...columns },
    update: { ...columns, ...(turnsNews ? { plannedAt: null } : {}) },
  });
  return (
    before !== null &&
    (before.occurredAt !== merged.fact.occurredAt || !isDeepStrictEqual(before.customer, merged.fact.customer))
  );
}

/** ms; FastSpring keeps an undelivered event no longer */
const newsFor = 30 * 86_400_000;

/** An import may be faster than the webhook of a payment of today, which then has its effects all the same. */
function isNews(fact: Fact, event: Event): boolean {
  return fact.occurredAt > event.receivedAt.getTime() - newsFor;
}
