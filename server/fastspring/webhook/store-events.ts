import type { Database } from '../../platform/database/database.ts';
import { createTurns } from '../../platform/runtime/turns.ts';
import { pack } from '../payloads/pack.ts';
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
  importId: string | null = null,
): Promise<void> {
  const rows: (readonly Value[])[] = [];
  const turn = createTurns();
  for (const { accountId, events } of deliveries) {
    for (const event of events) {
      if (rows.length >= rowsWrittenOut) await turn();
      rows.push([accountId, ...(await columns(event))]);
    }
  }
  if (rows.length === 0) return;
  if (rows.length <= rowsWrittenOut) await database.query(insertRows(rows.length), [source, importId, ...rows.flat()]);
  else await database.query(insertArrays, [source, importId, ...transposed(rows)]);
}

type Value = string | boolean | number | Buffer | null;

/** A reduced event has its payload in its own row; a raw one is stored apart. */
async function columns(event: IncomingEvent): Promise<readonly Value[]> {
  const { eventId, type, live, createdAt, payload, isReduced = false } = event;
  const { bytes, packed } = isReduced ? { bytes: null, packed: null } : await pack(payload);
  const created = createdAt === null ? null : new Date(createdAt).toISOString();
  return [eventId, type, live, created, isReduced ? payload : null, bytes, packed];
}

const types = ['uuid', 'text', 'text', 'boolean', 'timestamptz', 'text', 'integer', 'bytea'] as const;
const names = '"account_id", "event_id", "type", "live", "created_at", "payload", "bytes", "packed"';
const ofEvent = '"account_id", "event_id", "type", "live", "created_at", "payload"';
/** of all rows alike: $1 and $2 */
const constants = ['$1::text', '$2::uuid'];

/**
 * Both tables get the moment at which the statement began, which decides the month.
 * @param came a SQL expression of rows with the names above, in the order of arrival
 */
const insert = (came: string) => `
  WITH "numbered" AS MATERIALIZED (SELECT nextval('events_id_seq') AS "id", "came".* FROM ${came} AS "came" (${names})),
  "stored" AS (
    INSERT INTO "events" ("id", "source", "import_id", "is_reduced", ${ofEvent})
    SELECT "id", ${constants.join(', ')}, "packed" IS NULL, ${ofEvent} FROM "numbered" ORDER BY "account_id", "event_id"
    ON CONFLICT ("account_id", "event_id") DO NOTHING
    RETURNING "id", "received_at")
  INSERT INTO "event_payloads" ("account_id", "event_row_id", "received_at", "bytes", "packed")
  SELECT "account_id", "id", "received_at", "bytes", "packed" FROM "stored" JOIN "numbered" USING ("id")
  WHERE "packed" IS NOT NULL`;

/**
 * Up to this number of rows have their values written out, each number as its own statement: a payload in an array is
 * escaped here and unescaped there, which takes a quarter of the time of a delivery.
 */
const rowsWrittenOut = 32;

function insertRows(count: number): string {
  const parameter = (index: number) => `$${constants.length + index + 1}`;
  const row = (index: number) =>
    `(${types.map((type, column) => `${parameter(index * types.length + column)}::${type}`).join(', ')})`;
  return insert(`(VALUES ${Array.from({ length: count }, (_, index) => row(index)).join(', ')})`);
}

const insertArrays = insert(
  `unnest(${types.map((type, column) => `$${constants.length + column + 1}::${type}[]`).join(', ')})`,
);

function transposed(rows: readonly (readonly Value[])[]): (Value | undefined)[][] {
  return types.map((_, column) => rows.map((row) => row[column]));
}
