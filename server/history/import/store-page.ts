import { readEvent } from '../../fastspring/events/index.ts';
import type { Fact } from '../../ledger/fact.ts';
import { identify } from '../../ledger/identity.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Prisma } from '../../platform/database/generated/client.ts';
import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import type { ImportKey } from './import-states.ts';
import { type ItemEvent, type ReadPage, unreadableKind } from './read-page.ts';

/** One item of a page, and its facts; null if it cannot be read. */
interface ReadItem extends ItemEvent {
  readonly facts: readonly Fact[] | null;
}

/**
 * Stores a page: its facts, whether the ledger already knows them, and the buyers. In one transaction with the cursor,
 * so that a page is stored once even if the process is killed. Items that cannot be read as events are left out and
 * counted.
 * @param now ms since 1970
 */
export async function storePage(
  transaction: Transaction,
  { id: importId, accountId }: ImportKey,
  { items, unreadable }: ReadPage,
  now: number,
): Promise<void> {
  const read = items.map((item): ReadItem => {
    const reading = readEvent({ ...item, receivedAt: now });
    return { ...item, facts: reading.outcome === 'facts' ? reading.facts : null };
  });
  const known = await readKnownKeys(transaction, accountId, read);
  const rows = [...unreadable.map(unreadableRow), ...read.map((item) => rowOf(item, known))];
  const stored = await transaction.importItem.createManyAndReturn({
    data: rows.map((row) => ({ accountId, importId, ...row })),
    skipDuplicates: true,
    select: { eventId: true },
  });
  const isNew = new Set(stored.map(({ eventId }) => eventId));
  const orders = read.filter(({ kind, eventId }) => kind === 'order' && isNew.has(eventId));
  await storeCustomers(
    transaction,
    { id: importId, accountId },
    orders.flatMap(({ facts }) => facts ?? []),
  );
}

type Row = Omit<Prisma.ImportItemCreateManyInput, 'accountId' | 'importId'>;

function rowOf({ facts, ...item }: ReadItem, knownKeys: ReadonlySet<string>): Row {
  const { eventId, kind, type, live, createdAt, payload, isReduced = false } = item;
  if (facts === null) return unreadableRow(eventId);
  const known = facts.every(({ key }) => knownKeys.has(key));
  const order = facts.find((fact) => fact.kind === 'order');
  return {
    eventId,
    kind,
    known,
    type,
    live: order?.live ?? live,
    createdAt: createdAt === null ? null : new Date(createdAt),
    currency: order?.order.currency ?? null,
    total: order?.order.total ?? null,
    payload: known ? '' : payload,
    isReduced,
  };
}

/** Counted once, although a page may be listed twice; stored as known, so that nothing is done with it later. */
function unreadableRow(id: string): Row {
  const kind = unreadableKind;
  return { eventId: `${kind}:${id}`, kind, known: true, type: kind, payload: '' };
}

async function readKnownKeys(
  transaction: Transaction,
  accountId: string,
  read: readonly ReadItem[],
): Promise<ReadonlySet<string>> {
  const keys = read.flatMap(({ facts }) => facts ?? []).map(({ key }) => key);
  const rows = await transaction.fact.findMany({
    where: { accountId, factKey: { in: keys } },
    select: { factKey: true },
  });
  return new Set(rows.map(({ factKey }) => factKey));
}

/** Stores each buyer once, with the details from the orders; a later page adds to them. */
async function storeCustomers(
  transaction: Transaction,
  { id, accountId }: ImportKey,
  facts: readonly Fact[],
): Promise<void> {
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
    INSERT INTO "import_customers" AS c ("account_id", "import_id", "identity", "email", "name", "company", "products", "orders")
    SELECT ${accountId}::uuid, ${id}::uuid, r."identity", r."email", r."name", r."company",
      ARRAY(SELECT jsonb_array_elements_text(r."products")), r."orders"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("identity" text, "email" text, "name" text,
      "company" text, "products" jsonb, "orders" integer)
    ON CONFLICT ("account_id", "import_id", "identity") DO UPDATE SET
      "email" = coalesce(c."email", excluded."email"), "name" = coalesce(c."name", excluded."name"),
      "company" = coalesce(c."company", excluded."company"), "orders" = c."orders" + excluded."orders",
      "products" = ARRAY(SELECT DISTINCT unnest(c."products" || excluded."products"))`;
}
