import { z } from 'zod';
import { reducedPayload } from '../fastspring/events/index.ts';
import { keepReduced } from '../fastspring/payloads/keep-reduced.ts';
import { dropEmptyMonths } from '../fastspring/payloads/months.ts';
import { joinPayload, payloadBytes, readEvents } from '../fastspring/payloads/read-events.ts';
import { Prisma, type PrismaClient } from '../platform/database/generated/client.ts';
import { inBatches, payloadsTogether } from '../platform/database/payload-batches.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { asRead } from '../recording/recorded-events.ts';
import { factsOf } from './reduce-event.ts';

const firstUuid = '00000000-0000-0000-0000-000000000000';

/**
 * Reduces the payloads of events that were received this many months ago to their facts. This removes addresses, IPs
 * and all other unused data, and leaves the ledger unchanged. Months of raw payloads that have none left are dropped.
 * Recurring work; visits every event.
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
      SELECT e."account_id"::text AS "accountId", e."id", ${payloadBytes} AS "bytes" FROM (
        SELECT * FROM "events" WHERE ("account_id", "id") > (${after.accountId}::uuid, ${after.id}) AND NOT "is_reduced"
          AND "state" <> 'received' AND "received_at" < now() - ${months} * interval '1 month'
        ORDER BY "account_id", "id" LIMIT ${payloadsTogether}) e ${joinPayload} ORDER BY e."account_id", e."id"`;
    const [batch] = inBatches(old);
    const last = batch?.at(-1);
    if (batch === undefined || last === undefined) break;
    after = last;
    for (const [accountId, ofAccount] of Map.groupBy(batch, (each) => each.accountId)) {
      const events = await readEvents(prisma, accountId, idsOf(ofAccount));
      const payloads = events.map((event) => ({ id: event.id, payload: reducedPayload(factsOf(asRead(event))) }));
      // An erasure may have reduced an event further in the meantime, or a newer reader may be about to read it.
      reduced += await keepReduced(prisma, accountId, payloads, stillMayBeReduced);
    }
  }
  await dropEmptyMonths(prisma, months);
  return reduced;
}

const stillMayBeReduced = Prisma.sql`NOT e."is_reduced" AND e."state" <> 'received'`;

const idsOf = (events: readonly { readonly id: bigint }[]) => events.map(({ id }) => id);
