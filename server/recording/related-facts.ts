import { type Fact, factSchema } from '../ledger/fact.ts';
import { counterpartOf, placePayouts } from '../ledger/returned-payouts.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Prisma } from '../platform/database/generated/client.ts';
import type { Statement } from './statements.ts';

/** The order and the subscription of a fact: facts that share one belong together. */
export type FactReferences = Pick<Fact, 'orderId' | 'subscriptionId'>;

export function idsIn(references: readonly FactReferences[], name: keyof FactReferences): string[] {
  return [...new Set(references.flatMap((fact) => fact[name] ?? []))];
}

/** A stored fact, with the columns of its row. */
export interface KnownFact extends Statement {
  readonly customerId: string | null;
  readonly isPlanned: boolean;
}

/** Their facts. A payout of a return gets the order of its return. */
export const factsOf = (known: readonly KnownFact[]): readonly Fact[] => placePayouts(known.map(({ fact }) => fact));

/**
 * The facts that share an order or a subscription with one of these, and the payouts of their returns.
 * @param keys of further facts to read: facts that name neither an order nor a subscription
 */
export async function readRelated(
  transaction: Transaction,
  accountId: string,
  references: readonly FactReferences[],
  keys: readonly string[],
): Promise<readonly KnownFact[]> {
  const found = await readFacts(transaction, accountId, [
    { factKey: { in: [...keys] } },
    { orderId: { in: idsIn(references, 'orderId') } },
    { subscriptionId: { in: idsIn(references, 'subscriptionId') } },
  ]);
  const keysFound = new Set(found.map(({ fact }) => fact.key));
  const counterparts = found.flatMap(({ fact }) => counterpartOf(fact) ?? []).filter((key) => !keysFound.has(key));
  if (counterparts.length === 0) return found;
  return [...found, ...(await readFacts(transaction, accountId, [{ factKey: { in: counterparts } }]))];
}

async function readFacts(
  transaction: Transaction,
  accountId: string,
  some: readonly Prisma.FactWhereInput[],
): Promise<readonly KnownFact[]> {
  const rows = await transaction.fact.findMany({
    where: { accountId, OR: [...some] },
    select: { data: true, rank: true, eventRowId: true, imported: true, customerId: true, plannedAt: true },
  });
  return rows.map(({ data, plannedAt, ...row }) => ({
    ...row,
    fact: factSchema.parse(data),
    isPlanned: plannedAt !== null,
  }));
}
