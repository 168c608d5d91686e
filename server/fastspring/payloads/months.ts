import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database/database.ts';
import { isHeldUp } from '../../platform/database/failures.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';

/** Months that are there before they begin: the service may be stopped for so long. */
const monthsAhead = 2;

/**
 * Adds the partitions of this month and of those to come. Until one is there its payloads go to the partition for all
 * others, so that a delivery never waits for it. Recurring work.
 */
export async function addComingMonths(database: Pick<Database, 'query'>): Promise<void> {
  await database.query(
    `SELECT add_payload_month(now() + n * interval '1 month') FROM generate_series(0, ${monthsAhead}) n`,
  );
}

/** Payloads that are older share the partition for all others, so that an odd archive does not make thousands. */
const yearsWithMonths = 10;

/**
 * Adds the partitions of payloads that were received earlier and are about to be restored.
 * @param receivedAt ISO 8601
 */
export async function addMonthsOf(
  client: Pick<PrismaClient, '$executeRaw'>,
  receivedAt: readonly string[],
): Promise<void> {
  const months = [...new Set(receivedAt.map((moment) => `${moment.slice(0, 7)}-01T00:00:00Z`))];
  await client.$executeRaw`
    SELECT add_payload_month(m) FROM unnest(${months}::timestamptz[]) m
    WHERE m BETWEEN now() - ${yearsWithMonths} * interval '1 year' AND now()`;
}

/**
 * Drops the months that ended so many months ago and have no payload left. An event that is not recorded yet keeps its
 * month. Where a statement under way uses the partitions, the next run tries again.
 * @returns the number of dropped months
 */
export async function dropEmptyMonths(prisma: PrismaClient, months: number): Promise<number> {
  const over = await readValues(prisma, z.string())`
    SELECT c."relname"::text FROM "pg_inherits" i JOIN "pg_class" c ON c."oid" = i."inhrelid"
    WHERE i."inhparent" = '"event_payloads"'::regclass AND c."relname" ~ '^m[0-9]{4}_[0-9]{2}$'
      AND (to_date(substr(c."relname", 2), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= now() - ${months} * interval '1 month'
    ORDER BY 1`;
  let dropped = 0;
  for (const month of over) {
    try {
      if (await prisma.$transaction((transaction) => dropIfEmpty(transaction, month))) dropped += 1;
    } catch (error) {
      if (!isHeldUp(error)) throw error;
    }
  }
  return dropped;
}

/** Dropping locks all months for a moment; deliveries that arrive meanwhile wait, for a tenth of a second at most. */
async function dropIfEmpty(transaction: Transaction, month: string): Promise<boolean> {
  await transaction.$executeRaw`SET LOCAL lock_timeout = '100ms'`;
  // No payload comes in after the look: an import may restore one.
  await transaction.$executeRawUnsafe(`LOCK TABLE payload_months.${month} IN SHARE MODE`);
  const found = await transaction.$executeRawUnsafe(`SELECT FROM payload_months.${month} LIMIT 1`);
  if (found > 0) return false;
  await transaction.$executeRawUnsafe(`DROP TABLE payload_months.${month}`);
  return true;
}
