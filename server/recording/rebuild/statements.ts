import { readEvent } from '../../fastspring/events/index.ts';
import type { Fact } from '../../ledger/fact.ts';
import { mergeStatements, rankOf, type StatedFact } from '../../ledger/merge-facts.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { recordedEvents, type UnreadEvent } from '../recorded-events.ts';
import type { RenewedKeys } from './keys.ts';

/** Payloads may have megabytes, so only a few are in memory at a time. */
const eventsPerPage = 200;

export interface StatedByEvent extends StatedFact {
  /** the event whose statement counts */
  readonly eventRowId: bigint;
}

export interface ReadEvents {
  readonly events: number;
  /** recorded once, and not readable by this version: their facts are not among the statements */
  readonly noLongerReadable: ReadonlyMap<bigint, UnreadEvent>;
  /** by fact key, each merged from all events that state it */
  readonly statements: ReadonlyMap<string, StatedByEvent>;
  readonly keys: RenewedKeys;
}

/**
 * What an account's recorded events state. Events that wait to be recorded are not part of the ledger yet. Takes about
 * 2 KB of memory for each fact.
 * @param progress told after each page how many events have been read
 */
export async function readStatements(
  transaction: Transaction,
  accountId: string,
  progress: (events: number) => void,
): Promise<ReadEvents> {
  const statements = new Map<string, StatedByEvent>();
  const noLongerReadable = new Map<bigint, UnreadEvent>();
  const changed = new Map<bigint, readonly string[]>();
  const former = new Map<string, Fact>();
  let events = 0;
  let after = 0n;
  for (;;) {
    const page = await transaction.event.findMany({
      where: { accountId, ...recordedEvents, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: eventsPerPage,
    });
    for (const event of page) {
      const createdAt = event.createdAt?.getTime() ?? null;
      const reading = readEvent({ ...event, createdAt, receivedAt: event.receivedAt.getTime() });
      if (reading.outcome !== 'facts') noLongerReadable.set(event.id, reading);
      const facts = reading.outcome === 'facts' ? reading.facts : [];
      if (facts.some(({ key }, index) => key !== event.factKeys[index]))
        changed.set(
          event.id,
          facts.map(({ key }) => key),
        );
      for (const [index, key] of event.factKeys.entries()) remember(former, key, facts[index]);
      for (const fact of facts) {
        const statement = { fact, rank: rankOf(fact, createdAt, event.eventId), eventRowId: event.id };
        const known = statements.get(fact.key);
        statements.set(fact.key, known === undefined ? statement : merge(known, statement));
      }
    }
    const last = page.at(-1);
    if (last === undefined)
      return { events, noLongerReadable, statements, keys: renewedKeys(changed, former, statements) };
    events += page.length;
    after = last.id;
    progress(events);
  }
}

/** Each event's facts stand in one order, whichever version read them. */
function remember(former: Map<string, Fact>, formerKey: string, fact: Fact | undefined): void {
  const known = former.get(formerKey);
  if (fact === undefined || fact.key === formerKey) return;
  if (known === undefined || fact.occurredAt < known.occurredAt) former.set(formerKey, fact);
}

function renewedKeys(
  events: ReadonlyMap<bigint, readonly string[]>,
  former: ReadonlyMap<string, Fact>,
  stated: ReadonlyMap<string, unknown>,
): RenewedKeys {
  const byNewKey = new Map([...former].filter(([key]) => !stated.has(key)).map(([key, fact]) => [fact.key, key]));
  return {
    renamed: new Map([...byNewKey].map(([key, formerKey]) => [formerKey, key])),
    events,
  };
}

function merge(known: StatedByEvent, statement: StatedByEvent): StatedByEvent {
  const merged = mergeStatements(known, statement);
  return { ...merged, eventRowId: merged.rank === statement.rank ? statement.eventRowId : known.eventRowId };
}
