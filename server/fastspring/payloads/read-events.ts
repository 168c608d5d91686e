import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { unpack } from './pack.ts';

const columns = z.object({
  id: z.bigint(),
  eventId: z.string(),
  type: z.string(),
  live: z.boolean().nullable(),
  createdAt: z.date().nullable(),
  receivedAt: z.date(),
  source: z.string(),
  state: z.string(),
  reason: z.unknown(),
  factKeys: z.array(z.string()),
  isRepeat: z.boolean(),
  isReduced: z.boolean(),
});

/** A stored event with its payload, wherever that is. */
export interface StoredEventRow extends Readonly<z.infer<typeof columns>> {
  /** the event's JSON text, byte for byte; of a reduced event `{"facts":[…]}` */
  readonly payload: string;
}

const row = columns.extend({ payload: z.string().nullable(), packed: z.instanceof(Uint8Array).nullable() });

/**
 * Joins an event `e` with its raw payload `p`, if it has one. The month is part of the key, so that only one partition is
 * read; with the LIMIT Postgres looks for each event and never reads all months instead. An event that was reduced, or
 * came before there were partitions, has its payload in its own row.
 */
export const joinPayload = Prisma.sql`LEFT JOIN LATERAL (SELECT "bytes", "packed" FROM "event_payloads" r
  WHERE r."account_id" = e."account_id" AND r."event_row_id" = e."id" AND r."received_at" = e."received_at" LIMIT 1) p ON true`;

/** The size of an event's payload, for a statement with `joinPayload`. */
export const payloadBytes = Prisma.sql`coalesce(octet_length(e."payload"), p."bytes", 0)`;

/** The payload of a row of a statement with `joinPayload` that selects e."payload" and p."packed". */
export function payloadOf({ payload, packed }: Pick<z.infer<typeof row>, 'payload' | 'packed'>): string {
  if (payload !== null) return payload;
  if (packed === null) throw new Error('An event has no payload');
  return unpack(packed);
}

/** These events with their payloads, in the order of their arrival. Payloads may have megabytes: ask for few. */
export async function readEvents(
  client: Pick<Transaction, '$queryRaw'> | Pick<Database, 'query'>,
  accountId: string,
  ids: readonly bigint[],
): Promise<readonly StoredEventRow[]> {
  const rows = await readRows(client, row)`
    SELECT e."id", e."event_id" AS "eventId", e."type", e."live", e."created_at" AS "createdAt", e."received_at" AS "receivedAt",
      e."source", e."state", e."reason", e."fact_keys" AS "factKeys", e."is_repeat" AS "isRepeat",
      e."is_reduced" AS "isReduced", e."payload", p."packed"
    FROM "events" e ${joinPayload}
    WHERE e."account_id" = ${accountId}::uuid AND e."id" = ANY(${ids}::bigint[]) ORDER BY e."id"`;
  return rows.map(({ packed, payload, ...event }) => ({ ...event, payload: payloadOf({ payload, packed }) }));
}
