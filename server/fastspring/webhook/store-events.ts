import type { Database } from '../../platform/database/database.ts';
import type { IncomingEvent } from './batch.ts';

/** How an event came: FastSpring's webhook, the comparison, an import of the past, or a look-up through the API. */
export const eventSources = ['webhook', 'reconciliation', 'import', 'api'] as const;
export type EventSource = (typeof eventSources)[number];

/** Events of one account from one delivery. */
export interface Delivery {
  readonly accountId: string;
  readonly events: readonly IncomingEvent[];
}

/** Stores the events of one delivery: either all of them are durable when this returns, or none. */
export async function storeEvents(
  database: Pick<Database, 'query'>,
  accountId: string,
  source: EventSource,
  events: readonly IncomingEvent[],
): Promise<void> {
  await storeDeliveries(database, source, [{ accountId, events }]);
}

/**
 * Stores whole deliveries in one statement: either every event of them is durable when this returns, or none. An
 * existing event with the same id is left unchanged, so that storing twice is storing once. No transaction and no
 * second statement: FastSpring waits for this before it gets its answer. The rows are numbered in the order of arrival,
 * but written in the order of FastSpring's ids: two statements that hold the same events in different orders would wait
 * for each other (40P01).
 */
export async function storeDeliveries(
  database: Pick<Database, 'query'>,
  source: EventSource,
  deliveries: readonly Delivery[],
): Promise<void> {
  const rows = deliveries.flatMap(({ accountId, events }) =>
    events.map((event) => [source, accountId, ...columns(event)]),
  );
  if (rows.length === 0) return;
  if (rows.length <= rowsWrittenOut) await database.query(insertRows(rows.length), rows.flat());
  else await database.query(insertArrays, transposed(rows));
}

function columns(event: IncomingEvent): readonly (string | boolean | null)[] {
  const { eventId, type, live, createdAt, payload, isReduced = false } = event;
  return [eventId, type, live, createdAt === null ? null : new Date(createdAt).toISOString(), payload, isReduced];
}

const types = ['text', 'uuid', 'text', 'text', 'boolean', 'timestamptz', 'text', 'boolean'] as const;
const names = `"source", "account_id", "event_id", "type", "live", "created_at", "payload", "is_reduced"`;

/** @param came a SQL expression of rows with these columns, in the order of arrival */
const insert = (came: string) => `
  WITH "numbered" AS (SELECT nextval('events_id_seq') AS "id", "came".* FROM ${came} AS "came" (${names}))
  INSERT INTO "events" ("id", ${names}) SELECT "id", ${names} FROM "numbered" ORDER BY "account_id", "event_id"
  ON CONFLICT ("account_id", "event_id") DO NOTHING`;

/**
 * Up to this number of rows have their values written out, each number as its own statement: a payload in an array is
 * escaped here and unescaped there, which takes a quarter of the time of a delivery.
 */
const rowsWrittenOut = 32;

function insertRows(count: number): string {
  const row = (index: number) =>
    `(${types.map((type, column) => `$${index * types.length + column + 1}::${type}`).join(', ')})`;
  return insert(`(VALUES ${Array.from({ length: count }, (_, index) => row(index)).join(', ')})`);
}

const insertArrays = insert(`unnest(${types.map((type, column) => `$${column + 1}::${type}[]`).join(', ')})`);

function transposed<Value>(rows: readonly (readonly Value[])[]): (Value | undefined)[][] {
  return types.map((_, column) => rows.map((row) => row[column]));
}
