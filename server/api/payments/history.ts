import type { Fact } from '../../database/generated/client.ts';
import { factSchema } from '../../ledger/fact.ts';
import { historyText } from '../../rules/texts/fact-text.ts';
import type { HistoryEntry } from '../payments-view.ts';

/** What happened, in the reader's language, in the order of the facts. One of a later version is left out. */
export function readHistory(
  facts: readonly Pick<Fact, 'data' | 'type' | 'occurredAt'>[],
  language: string,
): readonly HistoryEntry[] {
  return facts.flatMap(({ data, type, occurredAt }) => {
    const fact = factSchema.safeParse(data);
    // A group's members are shown by the group's own entry.
    if (fact.data?.kind === 'snapshot') return [];
    return fact.success ? [{ at: occurredAt.toISOString(), type, text: historyText(fact.data, language) }] : [];
  });
}
