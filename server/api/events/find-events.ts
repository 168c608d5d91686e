import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { readRows, readValues } from '../../platform/database/read-rows.ts';
import { eventStates } from '../../recording/event-states.ts';
import { rowIdSchema } from '../cursor.ts';
import { isOfBuyer, isRefused, keysOfBuyers, keysOfRefused } from './facts-of-events.ts';

/** The query of `GET /api/v1/events`. */
export const eventFilterSchema = z.object({
  /** only events before this row */
  cursor: rowIdSchema.transform(BigInt).optional(),
  /** `failed` finds also those of which Kommo refused something */
  status: z.enum(eventStates).optional(),
  type: z.string().min(1).max(100).optional(),
  /** part of the customer's e-mail address */
  email: z.string().trim().min(1).max(255).optional(),
});
type EventFilter = z.output<typeof eventFilterSchema>;

const rowSchema = z.object({
  id: z.string(),
  eventId: z.string(),
  type: z.string(),
  live: z.boolean().nullable(),
  source: z.string(),
  receivedAt: z.coerce.date().transform((date) => date.toISOString()),
  status: z.enum(eventStates),
  repeated: z.boolean(),
  reason: z.unknown(),
  factKeys: z.array(z.string()),
});

export type FoundEvent = z.infer<typeof rowSchema>;

/**
 * Newest first, without their payloads. Each filter has a statement of its own: as conditions that a parameter switches off,
 * no index would serve them.
 */
export async function findEvents(
  database: Pick<Database, 'query'>,
  accountId: string,
  filter: EventFilter,
  atMost: number,
): Promise<readonly FoundEvent[]> {
  const { status, email } = filter;
  const ids = findIds({ database, accountId, atMost });
  const plain = conditionsOf(accountId, filter);
  const ofBuyer = email === undefined ? [] : [isOfBuyer(accountId, email)];
  if (status === 'failed') {
    const refused = [...conditionsOf(accountId, { ...filter, status: undefined }), Prisma.sql`NOT e."is_repeat"`];
    return readEvents({ database, accountId, atMost }, [
      ...(await ids.inOrder([...plain, ...ofBuyer])),
      ...(await ids.withFacts([...refused, ...ofBuyer], keysOfRefused(accountId), isRefused(accountId))),
    ]);
  }
  const hasFacts = status === undefined || status === 'recorded';
  const found =
    email !== undefined && hasFacts
      ? await ids.withFacts(plain, keysOfBuyers(accountId, email), isOfBuyer(accountId, email))
      : await ids.inOrder([...plain, ...ofBuyer]);
  return readEvents({ database, accountId, atMost }, found);
}

function conditionsOf(accountId: string, { cursor, status, type }: EventFilter): readonly Prisma.Sql[] {
  return [
    Prisma.sql`e."account_id" = ${accountId}::uuid`,
    ...(cursor === undefined ? [] : [Prisma.sql`e."id" < ${cursor}::bigint`]),
    ...(type === undefined ? [] : [Prisma.sql`e."type" = ${type}`]),
    ...(status === undefined ? [] : [isInState(status)]),
  ];
}

/**
 * As words of the statement, which the partial indexes need. Nearly all events are recorded, so that this leaves out the
 * others: Postgres takes what is equal to something for rare, and would read and sort all of it.
 */
function isInState(status: (typeof eventStates)[number]): Prisma.Sql {
  const listed = (states: readonly string[]) => Prisma.raw(states.map((state) => `'${state}'`).join(', '));
  if (status !== 'recorded') return Prisma.sql`e."state" = ${listed([status])}`;
  return Prisma.sql`e."state" NOT IN (${listed(eventStates.filter((state) => state !== 'recorded'))})`;
}

/** Facts whose events are looked up one by one. Where more fit, a page of events is filled soon without that. */
const factsAtMost = 5_000;

interface Search {
  readonly database: Pick<Database, 'query'>;
  readonly accountId: string;
  readonly atMost: number;
}

/** The ids of the newest events that meet all conditions over the alias e, at most so many, in any order. */
function findIds({ database, atMost }: Search) {
  const inOrder = (conditions: readonly Prisma.Sql[]) => readValues(database, z.string())`
    SELECT e."id"::text FROM "events" e WHERE ${Prisma.join([...conditions], ' AND ')} ORDER BY e."id" DESC LIMIT ${atMost}`;
  /** @param keys the keys of the facts, of which an event must have one, as a query; @param hasOne the same as a condition */
  const withFacts = async (conditions: readonly Prisma.Sql[], keys: Prisma.Sql, hasOne: Prisma.Sql) => {
    const found = await readValues(database, z.string())`${keys} LIMIT ${factsAtMost + 1}`;
    if (found.length > factsAtMost) return inOrder([...conditions, hasOne]);
    // The fact key alone within, so that its index is used; what it finds are a few events, seldom of another account.
    return readValues(database, z.string())`
      SELECT DISTINCT ON (e."id") e."id"::text FROM unnest(${found}::text[]) f("key") CROSS JOIN LATERAL (
        SELECT "id", "account_id", "type", "state", "is_repeat", "fact_keys" FROM "events"
        WHERE "fact_keys" @> ARRAY[f."key"] OFFSET 0) e
      WHERE ${Prisma.join([...conditions], ' AND ')} ORDER BY e."id" DESC LIMIT ${atMost}`;
  };
  return { inOrder, withFacts };
}

function readEvents({ database, accountId, atMost }: Search, ids: readonly string[]): Promise<readonly FoundEvent[]> {
  return readRows(database, rowSchema)`
    SELECT "id"::text, "event_id" AS "eventId", "type", "live", "source", "received_at" AS "receivedAt",
      "state" AS "status", "is_repeat" AS "repeated", "reason", "fact_keys" AS "factKeys"
    FROM "events" WHERE "account_id" = ${accountId}::uuid AND "id" = ANY(${[...ids]}::bigint[]) ORDER BY "events"."id" DESC LIMIT ${atMost}`;
}
