import type { Fact } from '../ledger/fact.ts';
import { mergeStatements, rankOf, type StatedFact } from '../ledger/merge-facts.ts';
import type { Event } from '../platform/database/generated/client.ts';

/** What the events read so far state of one fact. */
export interface Statement extends StatedFact {
  /** the event with the statement that counts */
  readonly eventRowId: bigint;
  /** no event but those of imports states it */
  readonly imported: boolean;
}

/** Keeps what is worth most among the statements of one fact. */
export function addStatement(event: Event, fact: Fact, known: Statement | undefined): Statement {
  const statement = { fact, rank: rankOf(fact, event.createdAt?.getTime() ?? null, event.eventId) };
  const merged = known === undefined ? statement : mergeStatements(statement, known);
  return {
    ...merged,
    eventRowId: known === undefined || merged.rank === statement.rank ? event.id : known.eventRowId,
    imported: event.source === 'import' && (known?.imported ?? true),
  };
}
