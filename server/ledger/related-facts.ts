import type { Transaction } from '../database/database.ts';
import type { Fact } from './fact.ts';
import { readStoredFact } from './stored-fact.ts';

/** What hangs facts together: the order and the subscription that they tell of. */
export interface Thread {
  readonly orderId: string | null;
  readonly subscriptionId: string | null;
}

export function idsIn(threads: readonly Thread[], name: keyof Thread): string[] {
  return [...new Set(threads.flatMap((thread) => thread[name] ?? []))];
}

/** A fact with what its row says of it. */
export interface KnownFact {
  readonly fact: Fact;
  readonly rank: string;
  readonly eventRowId: bigint;
  readonly imported: boolean;
  readonly customerId: string | null;
}

export const factsOf = (known: readonly KnownFact[]): Fact[] => known.map(({ fact }) => fact);

/**
 * The facts that share an order or a subscription with one of those.
 * @param keys of facts that are read all the same, as those that name neither
 */
export async function readRelated(
  transaction: Transaction,
  accountId: string,
  threads: readonly Thread[],
  keys: readonly string[],
): Promise<readonly KnownFact[]> {
  const rows = await transaction.fact.findMany({
    where: {
      accountId,
      OR: [
        { factKey: { in: [...keys] } },
        { orderId: { in: idsIn(threads, 'orderId') } },
        { subscriptionId: { in: idsIn(threads, 'subscriptionId') } },
      ],
    },
    select: { data: true, rank: true, eventRowId: true, imported: true, customerId: true },
  });
  return rows.map(({ data, ...row }) => ({ ...row, fact: readStoredFact(data) }));
}
