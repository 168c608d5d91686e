import { z } from 'zod';
import { reducedPayload } from '../fastspring/events/index.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { inBatches, payloadsTogether } from '../platform/database/payload-batches.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { asRead } from '../recording/recorded-events.ts';
import { factsOf } from './reduce-event.ts';

const firstUuid = '00000000-0000-0000-0000-000000000000';

/**
 * Reduces the payloads of events that were received this many months ago to their facts. This removes addresses, IPs
 * and all other unused data, and leaves the ledger unchanged. Run by a timer; visits every event.
 * @param months 0 keeps everything
 * @param signal stops between two pages
 * @returns the number of reduced events
 */
export async function reduceOldEvents(prisma: PrismaClient, months: number, signal: AbortSignal): Promise<number> {
  if (months === 0) return 0;
  let reduced = 0;
  let after = { accountId: firstUuid, id: 0n };
  while (!signal.aborted) {
    const old = await readRows(prisma, z.object({ accountId: z.string(), id: z.bigint(), bytes: z.number() }))`
      SELECT "account_id"::text AS "accountId", "id", octet_length("payload") AS "bytes" FROM "events"
      WHERE ("account_id", "id") > (${after.accountId}::uuid, ${after.id}) AND NOT "is_reduced" AND "state" <> 'received'
        AND "received_at" < now() - ${months} * interval '1 month'
      ORDER BY "account_id", "id" LIMIT ${payloadsTogether}`;
    const [batch] = inBatches(old);
    const last = batch?.at(-1);
    if (batch === undefined || last === undefined) break;
    after = last;
    const events = await prisma.event.findMany({
      where: { accountId: { in: batch.map(({ accountId }) => accountId) }, id: { in: batch.map(({ id }) => id) } },
    });
    const payloads = events.map((event) => reducedPayload(factsOf(asRead(event))));
    // An erasure may have reduced an event further in the meantime.
    reduced += await prisma.$executeRaw`
      UPDATE "events" e SET "payload" = r."payload", "is_reduced" = true
      FROM unnest(${events.map(({ accountId }) => accountId)}::uuid[], ${events.map(({ id }) => id)}::bigint[], ${payloads}::text[])
        AS r("account_id", "id", "payload")
      WHERE e."account_id" = r."account_id" AND e."id" = r."id" AND NOT e."is_reduced" AND e."state" <> 'received'`;
  }
  return reduced;
}
