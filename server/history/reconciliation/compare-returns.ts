import { z } from 'zod';
import type { FastspringObject } from '../../fastspring/api/api.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { returnAsEvent, returnIdsOf } from '../as-events.ts';
import type { ComparisonRun } from './comparison-run.ts';
import type { Difference } from './results.ts';

/** Refunds of FastSpring's orders that the ledger lacks, as the events that would have reported them. */
export async function findMissingReturns(
  run: Pick<ComparisonRun, 'api' | 'database' | 'accountId'>,
  orders: readonly FastspringObject[],
): Promise<readonly { readonly event: IncomingEvent; readonly difference: Difference }[]> {
  const missing = await withoutKnown(run, [...new Set(orders.flatMap(returnIdsOf))]);
  const objects = missing.length === 0 ? [] : await run.api.getReturns(missing);
  return objects.filter(isCompleted).map((object) => ({
    event: returnAsEvent('reconciliation', object),
    difference: {
      what: 'refund',
      id: object.id,
      name: object.id,
      cause: 'not_delivered',
      fastspring: null,
      panel: null,
      healed: false,
    },
  }));
}

const requested = z.object({ completed: z.literal(false) });

/** A refund that is only requested has given nothing back. */
function isCompleted({ json }: FastspringObject): boolean {
  return !requested.safeParse(JSON.parse(json)).success;
}

export async function withoutKnown(
  { database, accountId }: Pick<ComparisonRun, 'database' | 'accountId'>,
  returnIds: readonly string[],
): Promise<readonly string[]> {
  if (returnIds.length === 0) return [];
  const keyOf = (id: string) => `return.created:${id}`;
  const rows = await database.prisma.refund.findMany({
    where: { accountId, refundKey: { in: returnIds.map(keyOf) } },
    select: { refundKey: true },
  });
  const known = new Set(rows.map(({ refundKey }) => refundKey));
  return returnIds.filter((id) => !known.has(keyOf(id)));
}
