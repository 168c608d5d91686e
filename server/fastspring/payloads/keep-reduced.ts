import type { Transaction } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';

/** What is left of an event's payload. */
export interface ReducedPayload {
  readonly id: bigint;
  readonly payload: string;
}

/**
 * Replaces payloads by what the events state. That goes into the events' own rows; a trigger deletes the raw texts.
 * @param condition which of the events `e` still may be reduced
 * @returns how many were
 */
export async function keepReduced(
  client: Pick<Transaction, '$executeRaw'>,
  accountId: string,
  reduced: readonly ReducedPayload[],
  condition = Prisma.sql`true`,
): Promise<number> {
  const [ids, payloads] = [reduced.map(({ id }) => id), reduced.map(({ payload }) => payload)];
  return client.$executeRaw`
    UPDATE "events" e SET "payload" = r."payload", "is_reduced" = true
    FROM unnest(${ids}::bigint[], ${payloads}::text[]) AS r("id", "payload")
    WHERE e."account_id" = ${accountId}::uuid AND e."id" = r."id" AND ${condition}`;
}
