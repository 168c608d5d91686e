import { readerVersion } from '../../../server/fastspring/events/index.ts';
import { storeEvents } from '../../../server/fastspring/webhook/store-events.ts';
import { foldEmail } from '../../../server/ledger/email.ts';
import { type Ledger, projectLedger } from '../../../server/ledger/project-ledger.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { Prisma } from '../../../server/platform/database/generated/client.ts';
import { inChunks } from '../../../server/platform/runtime/chunks.ts';
import { factColumns, orderColumns, refundColumns, subscriptionColumns } from '../../../server/recording/columns.ts';
import { asIncoming, stateEvents, type TestEvent } from './state-events.ts';

/** Prisma makes several statements of more, which it sends at once on one connection: pg refuses that from its next version on. */
const rowsAtOnce = 500;

/**
 * Stores events with the rows that recording them one by one would leave, in few statements per table: years of a
 * customer in a second. They must be the first events of their customers, orders and subscriptions.
 */
export async function storeRecorded(
  database: Pick<Database, 'prisma' | 'query'>,
  accountId: string,
  events: readonly TestEvent[],
): Promise<void> {
  const { prisma } = database;
  const stated = events.map((event) => ({ eventId: event.id, statements: stateEvents([event]) }));
  const ledger = projectLedger(stated.flatMap(({ statements }) => statements));
  await storeEvents(database, accountId, 'webhook', events.map(asIncoming));
  const eventRowIds = await markRecorded(
    database,
    accountId,
    stated.map(({ eventId, statements }) => ({ event_id: eventId, fact_keys: statements.map(({ fact }) => fact.key) })),
  );
  const eventOf = new Map(
    stated.flatMap(({ eventId, statements }) =>
      statements.map(({ fact, rank }) => [`${fact.key} ${rank}`, eventRowIds.get(eventId) ?? 0n] as const),
    ),
  );

  const customers = await prisma.customer.createManyAndReturn({ data: customerRows(ledger, accountId) });
  const ids = new Map(customers.map(({ id, identity }) => [identity, id]));
  const owned = (identity: string | null) => ({ accountId, customerId: ids.get(identity ?? '') ?? null });
  const facts = [...ledger.facts].map(([factKey, { identity, ...fact }]) => ({
    ...factColumns(fact),
    ...owned(identity),
    factKey,
    eventRowId: eventOf.get(`${factKey} ${fact.rank}`) ?? 0n,
  }));
  for (const data of inChunks(facts, rowsAtOnce)) await prisma.fact.createMany({ data: [...data] });
  const orders = [...ledger.orders].map(([orderId, { identity, ...order }]) => ({
    ...orderColumns(order),
    payment: order.payment ?? Prisma.DbNull,
    ...owned(identity),
    orderId,
  }));
  for (const data of inChunks(orders, rowsAtOnce)) await prisma.order.createMany({ data: [...data] });
  const subscriptions = [...ledger.subscriptions].map(([subscriptionId, { identity, ...subscription }]) => ({
    ...subscriptionColumns(subscription),
    ...owned(identity),
    subscriptionId,
  }));
  for (const data of inChunks(subscriptions, rowsAtOnce)) await prisma.subscription.createMany({ data: [...data] });
  const refunds = [...ledger.refunds].map(([refundKey, fact]) => ({ ...refundColumns(fact), accountId, refundKey }));
  for (const data of inChunks(refunds, rowsAtOnce)) await prisma.refund.createMany({ data: [...data] });
}

/** @returns the events' row ids by their own */
async function markRecorded(
  { prisma, query }: Pick<Database, 'prisma' | 'query'>,
  accountId: string,
  recorded: readonly { readonly event_id: string; readonly fact_keys: readonly string[] }[],
): Promise<ReadonlyMap<string, bigint>> {
  await query(
    `UPDATE "events" e SET "state" = 'recorded', "reader_version" = $1::int, "fact_keys" = r."fact_keys"
     FROM jsonb_to_recordset($2::jsonb) AS r("event_id" text, "fact_keys" text[])
     WHERE e."account_id" = $3::uuid AND e."event_id" = r."event_id"`,
    [readerVersion, JSON.stringify(recorded), accountId],
  );
  const rows = await prisma.event.findMany({ where: { accountId }, select: { id: true, eventId: true } });
  return new Map(rows.map(({ id, eventId }) => [eventId, id]));
}

function customerRows(ledger: Ledger, accountId: string) {
  const facts = Map.groupBy(ledger.facts.values(), ({ identity }) => identity);
  return [...ledger.customers].map(([identity, customer]) => ({
    ...customer,
    accountId,
    identity,
    emailFolded: customer.email === null ? null : foldEmail(customer.email),
    lastFactAt: new Date(Math.max(...(facts.get(identity) ?? []).map(({ fact }) => fact.occurredAt))),
  }));
}
