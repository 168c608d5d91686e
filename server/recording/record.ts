import { isDeepStrictEqual } from 'node:util';
import { type EventReading, readEvent } from '../fastspring/events/index.ts';
import type { StoredEventRow } from '../fastspring/payloads/read-events.ts';
import type { Fact } from '../ledger/fact.ts';
import { identityOfSubscription } from '../ledger/identity.ts';
import { counterpartOf } from '../ledger/returned-payouts.ts';
import { isOvertaken } from '../ledger/subscription-state.ts';
import type { Transaction } from '../platform/database/database.ts';
import { createTurns } from '../platform/runtime/turns.ts';
import { statementColumns } from './columns.ts';
import { projectTouched } from './projections.ts';
import { asRead, markRead } from './recorded-events.ts';
import { type KnownFact, readAllRelated, readRelated } from './related-facts.ts';
import { addStatement, type Statement } from './statements.ts';
import { cutSubscriptions } from './subscription-facts.ts';

/** An event's fact after recording. */
export interface RecordedFact {
  readonly event: StoredEventRow;
  readonly fact: Fact;
  readonly customerId: string | null;
  /** an earlier event stated it, and its effects are planned */
  readonly isPlanned: boolean;
}

/**
 * Records stored events of one account in the ledger: their facts, and the orders, subscriptions and customers of these.
 * The result is the same as if the events were recorded one by one. Recording an event again changes nothing. The caller
 * must make sure that one process at a time records an account's events.
 * @param events in the order of their arrival
 */
export async function recordEvents(
  transaction: Transaction,
  accountId: string,
  events: readonly StoredEventRow[],
): Promise<readonly RecordedFact[]> {
  const read: ReadEvent[] = [];
  const readings = new Map<bigint, EventReading>();
  const turn = createTurns();
  for (const event of events) {
    await turn();
    const reading = readEvent(asRead(event));
    readings.set(event.id, reading);
    if (reading.outcome === 'facts') read.push({ event, facts: reading.facts });
  }
  const stated = read.flatMap(({ facts }) => facts);
  const found = await stateAll(transaction, accountId, read);
  const { near, repeats } = found;
  const customerOf = await storeFacts(transaction, accountId, stated, found);
  await markRead(transaction, accountId, readings, repeats);
  return read.flatMap(({ event, facts }) =>
    facts.map((own) => {
      const { fact, isPlanned } = near.get(own.key) ?? { fact: own, isPlanned: false };
      return { event, fact, isPlanned, customerId: customerOf(fact) };
    }),
  );
}

interface ReadEvent {
  readonly event: StoredEventRow;
  readonly facts: readonly Fact[];
}

interface StatedFacts {
  /** the stated facts and those related to them, by key, as they were stored */
  readonly before: ReadonlyMap<string, KnownFact>;
  /** the same with what these events state */
  readonly near: ReadonlyMap<string, KnownFact>;
  /** the events that state only known facts */
  readonly repeats: ReadonlySet<bigint>;
  /** the subscriptions of which some charges were not read */
  readonly cut: readonly string[];
}

/**
 * Charges that name no customer belong to their subscription's. If the events change that customer, all of its charges are
 * read, because each of them gets the new one.
 */
async function stateAll(transaction: Transaction, accountId: string, read: readonly ReadEvent[]): Promise<StatedFacts> {
  const stated = read.flatMap(({ facts }) => facts);
  if (stated.length === 0) return { before: new Map(), near: new Map(), repeats: new Set(), cut: [] };
  const keys = [...new Set([...stated.map(({ key }) => key), ...stated.flatMap((fact) => counterpartOf(fact) ?? [])])];
  const related = await readRelated(transaction, accountId, stated, keys);
  const found = { ...stateOn(related, read), cut: cutSubscriptions(related.map(({ fact }) => fact)) };
  if (!found.cut.some((id) => changesCustomer(found, id))) return found;
  return { ...stateOn(await readAllRelated(transaction, accountId, stated, keys), read), cut: [] };
}

function stateOn(related: readonly KnownFact[], read: readonly ReadEvent[]): Omit<StatedFacts, 'cut'> {
  const before = new Map(related.map((known) => [known.fact.key, known]));
  const near = new Map(before);
  const repeats = new Set<bigint>();
  for (const { event, facts } of read) {
    if (isRepeat(event, near.get(facts[0]?.key ?? ''))) repeats.add(event.id);
    for (const fact of facts) near.set(fact.key, stateFact(event, fact, near.get(fact.key)));
  }
  return { before, near, repeats };
}

function changesCustomer({ before, near }: StatedFacts, id: string): boolean {
  const [earlier, now] = [before, near].map((known) =>
    identityOfSubscription([...known.values()].flatMap(({ fact }) => (fact.subscriptionId === id ? fact : []))),
  );
  return earlier !== now;
}

/** @returns the id of a fact's customer */
async function storeFacts(
  transaction: Transaction,
  accountId: string,
  stated: readonly Fact[],
  { before, near, cut }: StatedFacts,
): Promise<(fact: Fact) => string | null> {
  if (stated.length === 0) return () => null;
  const keys = new Set(stated.map(({ key }) => key));
  const now = [...keys].flatMap((key) => near.get(key) ?? []);
  const rows = new Map(now.map((known) => [known.fact.key, statementColumns(known)]));
  const keysWhere = (test: (former: KnownFact, known: KnownFact) => boolean) =>
    now.flatMap((known) => {
      const { key } = known.fact;
      const former = before.get(key);
      return former !== undefined && test(former, known) ? [key] : [];
    });
  const becameNews = keysWhere((former, known) => former.isPlanned && !known.isPlanned);
  await planAgain(transaction, accountId, becameNews);
  const restated = new Set(keysWhere(isRestated));
  return projectTouched(transaction, accountId, { stated, known: [...near.values()], rows, restated, cut });
}

/** An event that is read again keeps its mark. A webhook after an import is no repeat: the import did nothing. */
function isRepeat(event: StoredEventRow, known: KnownFact | undefined): boolean {
  if (event.factKeys.length > 0) return event.isRepeat;
  return known !== undefined && (!known.imported || event.source === 'import');
}

/** A fact that becomes news is planned again. */
function stateFact(event: StoredEventRow, fact: Fact, known: KnownFact | undefined): KnownFact {
  const statement = addStatement(event, fact, known);
  if (known === undefined) return { ...statement, customerId: null, isPlanned: false };
  const isPlanned = known.isPlanned && !becomesNews(known, statement, event);
  return { ...statement, customerId: known.customerId, isPlanned };
}

async function planAgain(transaction: Transaction, accountId: string, factKeys: readonly string[]): Promise<void> {
  if (factKeys.length === 0) return;
  await transaction.fact.updateMany({
    where: { accountId, factKey: { in: [...factKeys] } },
    data: { plannedAt: null },
  });
}

/** Whether the customer's data in a stored fact, or its time, have changed. */
function isRestated(before: KnownFact, now: KnownFact): boolean {
  return before.fact.occurredAt !== now.fact.occurredAt || !isDeepStrictEqual(before.fact.customer, now.fact.customer);
}

/** ms; FastSpring keeps an undelivered event no longer */
const newsFor = 30 * 86_400_000;

/**
 * Whether an event is news although its fact is known, because the earlier event did nothing: an import may be faster
 * than the webhook of today's payment, and a resend with a later state faster than the event that it repeats.
 */
function becomesNews(known: KnownFact, stated: Statement, event: StoredEventRow): boolean {
  const didNothing = known.imported || (isOvertaken(known.fact) && !isOvertaken(stated.fact));
  return didNothing && event.source !== 'import' && stated.fact.occurredAt > event.receivedAt.getTime() - newsFor;
}
