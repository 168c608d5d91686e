import type { StoredEventRow } from '../fastspring/payloads/read-events.ts';
import type { Fact } from '../ledger/fact.ts';
import { mergeStatements, rankOf, type StatedFact } from '../ledger/merge-facts.ts';

/** One fact, as stated by the events read so far. */
export interface Statement extends StatedFact {
  /** the event with the statement that counts */
  readonly eventRowId: bigint;
  /** only events of imports state it */
  readonly imported: boolean;
}

/** Adds an event's statement of a fact to the earlier ones; the one with the highest rank counts. */
export function addStatement(event: StoredEventRow, fact: Fact, known: Statement | undefined): Statement {
  const statement = { fact, rank: rankOf(fact, event.createdAt?.getTime() ?? null, event.eventId) };
  const merged = known === undefined ? statement : mergeStatements(statement, known);
  return {
    ...merged,
    eventRowId: known === undefined || merged.rank === statement.rank ? event.id : known.eventRowId,
    imported: event.source === 'import' && (known?.imported ?? true),
  };
}
