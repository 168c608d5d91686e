import { z } from 'zod';
import { readEvent } from '../../fastspring/events/index.ts';
import type { Fact } from '../../ledger/fact.ts';
import { identify } from '../../ledger/identity.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import { type ReadPage, unreadableKind } from './read-page.ts';

/** One item of a page, and its facts. */
interface ReadItem {
  readonly kind: string;
  readonly event: ReadPage['items'][number]['event'];
  readonly facts: readonly Fact[];
}

/**
 * Stores a page: its facts, whether the ledger already knows them, and the buyers. In one transaction with the cursor,
 * so that a page is stored once even if the process is killed. Items that cannot be read as events are left out and
 * counted.
 * @param now ms since 1970
 */
export async function storePage(
  transaction: Transaction,
  { id: importId, accountId }: Pick<Import, 'id' | 'accountId'>,
  { items, unreadable }: ReadPage,
  now: number,
): Promise<void> {
  const read = items.flatMap(({ kind, event }): ReadItem[] => {
    const reading = readEvent({ ...event, receivedAt: now });
    return reading.outcome === 'facts' ? [{ kind, event, facts: reading.facts }] : [];
  });
  const isRead = new Set(read.map(({ event }) => event.eventId));
  await countUnreadable(transaction, importId, [
    ...unreadable,
    ...items.map(({ event }) => event.eventId).filter((eventId) => !isRead.has(eventId)),
  ]);
  if (read.length === 0) return;
  const known = await readKnownKeys(transaction, accountId, read);
  const rows = read.map(({ kind, event, facts }) => {
    const isKnown = facts.every(({ key }) => known.has(key));
    const order = facts.find((fact) => fact.kind === 'order');
    return {
      event_id: event.eventId,
      kind,
      known: isKnown,
      type: event.type,
      live: order?.live ?? event.live,
      created_at: event.createdAt === null ? null : new Date(event.createdAt).toISOString(),
      currency: order?.order.currency ?? null,
      total: order?.order.total ?? null,
      payload: isKnown ? '' : event.payload,
      is_reduced: event.isReduced ?? false,
    };
  });
  const inserted = await readRows(transaction, z.object({ event_id: z.string() }))`
    INSERT INTO "import_items" ("import_id", "event_id", "kind", "known", "type", "live", "created_at", "currency", "total",
      "payload", "is_reduced")
    SELECT ${importId}::uuid, r.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("event_id" text,
      "kind" text, "known" boolean, "type" text, "live" boolean, "created_at" timestamptz, "currency" text,
      "total" numeric, "payload" text, "is_reduced" boolean)
    ON CONFLICT ("import_id", "event_id") DO NOTHING RETURNING "event_id"`;
  const isNew = new Set(inserted.map((row) => row.event_id));
  await storeCustomers(
    transaction,
    importId,
    read.filter(({ kind, event }) => kind === 'order' && isNew.has(event.eventId)),
  );
}

/** Counts each once, although a page may be listed twice; stored as known, so that nothing is done with it later. */
async function countUnreadable(transaction: Transaction, importId: string, ids: readonly string[]): Promise<void> {
  await transaction.importItem.createMany({
    data: ids.map((id) => ({
      importId,
      eventId: `${unreadableKind}:${id}`,
      kind: unreadableKind,
      known: true,
      type: unreadableKind,
      payload: '',
    })),
    skipDuplicates: true,
  });
}

async function readKnownKeys(
  transaction: Transaction,
  accountId: string,
  read: readonly ReadItem[],
): Promise<ReadonlySet<string>> {
  const keys = read.flatMap(({ facts }) => facts.map(({ key }) => key));
  const rows = await transaction.fact.findMany({
    where: { accountId, factKey: { in: keys } },
    select: { factKey: true },
  });
  return new Set(rows.map(({ factKey }) => factKey));
}

/** Stores each buyer once, with the details from the orders; a later page adds to them. */
async function storeCustomers(transaction: Transaction, importId: string, orders: readonly ReadItem[]): Promise<void> {
  const facts = orders.flatMap((order) => order.facts);
  const identities = identify(facts);
  const byIdentity = Map.groupBy(facts, ({ key }) => identities.get(key) ?? null);
  const rows = [...byIdentity].flatMap(([identity, theirs]) => {
    if (identity === null) return [];
    const first = <Name extends 'email' | 'name' | 'company'>(name: Name) =>
      theirs.map(({ customer }) => customer[name]).find((value) => value !== null) ?? null;
    return [
      {
        identity,
        email: first('email'),
        name: first('name'),
        company: first('company'),
        products: [...new Set(theirs.flatMap(namesOfProductsOf).map((names) => JSON.stringify(names)))],
        orders: theirs.length,
      },
    ];
  });
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    INSERT INTO "import_customers" AS c ("import_id", "identity", "email", "name", "company", "products", "orders")
    SELECT ${importId}::uuid, r."identity", r."email", r."name", r."company",
      ARRAY(SELECT jsonb_array_elements_text(r."products")), r."orders"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("identity" text, "email" text, "name" text,
      "company" text, "products" jsonb, "orders" integer)
    ON CONFLICT ("import_id", "identity") DO UPDATE SET
      "email" = coalesce(c."email", excluded."email"), "name" = coalesce(c."name", excluded."name"),
      "company" = coalesce(c."company", excluded."company"), "orders" = c."orders" + excluded."orders",
      "products" = ARRAY(SELECT DISTINCT unnest(c."products" || excluded."products"))`;
}
