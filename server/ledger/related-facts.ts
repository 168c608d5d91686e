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

/**
 * The facts that share an order or a subscription with one of those.
 * @param keys of facts that are read all the same, as those that name neither
 */
export async function readRelated(
  transaction: Transaction,
  accountId: string,
  threads: readonly Thread[],
  keys: readonly string[],
): Promise<readonly Fact[]> {
  const rows = await transaction.fact.findMany({
    where: {
      accountId,
      OR: [
        { factKey: { in: [...keys] } },
        { orderId: { in: idsIn(threads, 'orderId') } },
        { subscriptionId: { in: idsIn(threads, 'subscriptionId') } },
      ],
    },
    select: { data: true },
  });
  return rows.map(({ data }) => readStoredFact(data));
}
