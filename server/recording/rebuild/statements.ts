import type { EventReading } from '../../fastspring/events/index.ts';
import type { Fact } from '../../ledger/fact.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { readRecorded } from '../recorded-events.ts';
import { addStatement, type Statement } from '../statements.ts';
import type { RenewedKeys } from './keys.ts';

export interface ReadEvents {
  readonly events: number;
  /** recorded earlier and not readable by this version: their facts are not among the statements */
  readonly noLongerReadable: ReadonlyMap<bigint, EventReading>;
  /** by fact key, each merged from all events that state it */
  readonly statements: ReadonlyMap<string, Statement>;
  readonly keys: RenewedKeys;
}

/**
 * The statements of an account's recorded events. Events that wait to be recorded are not part of the ledger yet. Takes
 * about 2 KB of memory for each fact.
 * @param progress called after each page with the number of events read
 */
export async function readStatements(
  transaction: Transaction,
  accountId: string,
  progress: (events: number) => void,
): Promise<ReadEvents> {
  const statements = new Map<string, Statement>();
  const noLongerReadable = new Map<bigint, EventReading>();
  const changed = new Map<bigint, readonly string[]>();
  const former = new Map<string, Fact>();
  let events = 0;
  for await (const page of readRecorded(transaction, accountId)) {
    for (const { event, reading } of page) {
      if (reading.outcome !== 'facts') noLongerReadable.set(event.id, reading);
      const facts = reading.outcome === 'facts' ? reading.facts : [];
      const keys = facts.map(({ key }) => key);
      if (keys.some((key, index) => key !== event.factKeys[index])) changed.set(event.id, keys);
      for (const [index, key] of event.factKeys.entries()) remember(former, key, facts[index]);
      for (const fact of facts) statements.set(fact.key, addStatement(event, fact, statements.get(fact.key)));
    }
    events += page.length;
    progress(events);
  }
  return { events, noLongerReadable, statements, keys: renewedKeys(changed, former, statements) };
}

/** An event's facts have the same order in every version of the reader. */
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
