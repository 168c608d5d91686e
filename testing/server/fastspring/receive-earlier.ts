import type { PrismaClient } from '../../../server/platform/database/generated/client.ts';

/** Makes it look as if these events had been received so many months and days ago, in a month with its own partition. */
export async function receiveEarlier(
  prisma: Pick<PrismaClient, '$executeRaw'>,
  eventIds: readonly string[],
  { months, days = 0 }: { readonly months: number; readonly days?: number },
): Promise<void> {
  const ago = `${months} months ${days} days`;
  await prisma.$executeRaw`SELECT add_payload_month(now() - ${ago}::interval)`;
  await prisma.$executeRaw`
    WITH "earlier" AS (
      UPDATE "events" SET "received_at" = now() - ${ago}::interval WHERE "event_id" = ANY(${eventIds}::text[])
      RETURNING "account_id", "id", "received_at")
    UPDATE "event_payloads" p SET "received_at" = e."received_at" FROM "earlier" e
    WHERE p."account_id" = e."account_id" AND p."event_row_id" = e."id"`;
}
