import { z } from 'zod';
import { Prisma, type PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { fromLocal } from '../../platform/time/time-zone.ts';
import { day } from '../../platform/time/units.ts';
import { isInNoText, searchWords } from '../search-words.ts';

/** A place in the list, and not a row: customers who are linked or put aside meanwhile move no page. */
const positionSchema = z
  .string()
  .regex(/^\d{1,15}_[0-9a-f-]{36}$/)
  .transform((cursor, context) => {
    const [at = '', id] = cursor.split('_');
    const position = z.object({ at: z.coerce.number(), id: z.uuid() }).safeParse({ at, id });
    if (position.success) return position.data;
    context.addIssue({ code: 'custom', message: 'no position' });
    return z.NEVER;
  });

// Postgres has no year 0.
const calendarDay = z.iso.date().refine((text) => text >= '0001');
const amount = z.string().regex(/^\d{1,15}(\.\d{1,10})?$/);

/** The query of `GET /api/v1/customers/unmatched`. */
export const unmatchedFilterSchema = z.object({
  cursor: positionSchema.optional(),
  /** a part of the e-mail, the name or the company, or the beginning of an order's reference */
  search: searchWords.optional(),
  /** `notRelevant`: those whom a person put aside, instead of those who wait */
  show: z.enum(['waiting', 'notRelevant']).default('waiting'),
  /** only customers with a lead to choose from */
  candidates: z.literal('1').optional(),
  /** only customers with one payment that fits all of these */
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/)
    .toUpperCase()
    .optional(),
  amountFrom: amount.optional(),
  amountTo: amount.optional(),
  /** days of the account's time zone, both included */
  paidFrom: calendarDay.optional(),
  paidTo: calendarDay.optional(),
});
export type UnmatchedFilter = z.output<typeof unmatchedFilterSchema>;

const rowSchema = z.object({ id: z.string(), at: z.coerce.number() });

/** A customer of the list, without what it shows of them. */
export type FoundUnmatched = z.infer<typeof rowSchema>;

export function cursorAfter({ id, at }: FoundUnmatched): string {
  return `${at}_${id}`;
}

/**
 * A search looks through so many of the next customers first. A word that many have fills its page from these; for one that
 * few have the index finds everybody who fits, and orders them afterwards.
 */
const lookedThrough = 5_000;

/** Unmatched customers in the order of the list, the latest payment first. Of 400,000, each filter alone reads an index. */
export async function findUnmatched(
  prisma: PrismaClient,
  account: { readonly id: string; readonly timeZone: string },
  filter: UnmatchedFilter,
  atMost: number,
): Promise<readonly FoundUnmatched[]> {
  const { search, candidates } = filter;
  if (search !== undefined && isInNoText(search)) return [];
  const listed = conditionsOfList(account.id, filter);
  const asked = [
    ...(candidates === undefined ? [] : [Prisma.sql`c."match" @? '$.candidates[*].leadId ? (@ != null)'`]),
    ...paymentConditions(account.timeZone, filter),
  ];
  const read = (from: Prisma.Sql, conditions: readonly Prisma.Sql[]) => readRows(prisma, rowSchema)`
    SELECT c."id"::text, extract(epoch FROM ${place}) * 1000 AS "at" FROM ${from} c
    WHERE ${Prisma.join([...conditions], ' AND ')} ORDER BY ${inOrder} LIMIT ${atMost}`;
  const customers = Prisma.sql`"customers"`;
  if (search === undefined) return read(customers, [...listed, ...asked]);
  const next = Prisma.sql`(SELECT * FROM "customers" c WHERE ${Prisma.join(listed, ' AND ')}
    ORDER BY ${inOrder} LIMIT ${lookedThrough})`;
  const orderers = orderersBy(account.id, search);
  const near = await read(next, [Prisma.sql`(${hasWords(search)} OR c."id" IN (${orderers}))`, ...asked]);
  if (near.length === atMost) return near;
  return read(customers, [
    ...listed,
    Prisma.sql`c."id" = ANY(ARRAY(${foundByIndex(account.id, search, orderers)}))`,
    ...asked,
  ]);
}

/** Where a customer stands in the list; prisma/migrations/…_waiting_customers has the indexes in this order. */
const place = Prisma.sql`(coalesce(c."last_fact_at", 'epoch'::timestamptz))`;
const inOrder = Prisma.sql`${place} DESC, c."id" DESC`;

function conditionsOfList(accountId: string, { show, cursor }: UnmatchedFilter): Prisma.Sql[] {
  return [
    Prisma.sql`c."account_id" = ${accountId}::uuid AND c."match_state" = 'unmatched'`,
    show === 'notRelevant' ? Prisma.sql`c."not_relevant_at" IS NOT NULL` : Prisma.sql`c."not_relevant_at" IS NULL`,
    ...(cursor === undefined ? [] : [Prisma.sql`(${place}, c."id") < (${new Date(cursor.at)}, ${cursor.id}::uuid)`]),
  ];
}

function hasWords(words: string): Prisma.Sql {
  return Prisma.sql`strpos(searched_words(c."email", c."name", c."company"), lower(${words})) > 0`;
}

/** The words alone within, so that their index is used also while Postgres knows nothing about the table, and only once. */
function foundByIndex(accountId: string, words: string, orderers: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT c."id" FROM (
      SELECT "id", "account_id", "email", "name", "company" FROM "customers" WHERE "match_state" = 'unmatched'
        AND search_pieces(searched_words("email", "name", "company")) @> search_pieces(${words}) OFFSET 0) c
    WHERE c."account_id" = ${accountId}::uuid AND ${hasWords(words)}
    UNION ALL ${orderers}`;
}

/** `_` and `%` stand for themselves. */
function orderersBy(accountId: string, words: string): Prisma.Sql {
  const reference = `${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`SELECT o."customer_id" FROM "orders" o
    WHERE o."account_id" = ${accountId}::uuid AND lower(o."reference") LIKE ${reference} AND o."customer_id" IS NOT NULL`;
}

/** What the row shows as paid: live completed orders. */
function paymentConditions(timeZone: string, filter: UnmatchedFilter): readonly Prisma.Sql[] {
  const { currency, amountFrom, amountTo, paidFrom, paidTo } = filter;
  const from = paidFrom === undefined ? undefined : startOf(paidFrom, timeZone);
  const of = [
    ...(currency === undefined ? [] : [Prisma.sql`o."currency" = ${currency}`]),
    ...(amountFrom === undefined ? [] : [Prisma.sql`o."total" >= ${amountFrom}::numeric`]),
    ...(amountTo === undefined ? [] : [Prisma.sql`o."total" <= ${amountTo}::numeric`]),
    ...(from === undefined ? [] : [Prisma.sql`o."occurred_at" >= ${from}`]),
    ...(paidTo === undefined ? [] : [Prisma.sql`o."occurred_at" < ${startOf(paidTo, timeZone, 1)}`]),
  ];
  if (of.length === 0) return [];
  const paid = Prisma.sql`EXISTS (SELECT FROM "orders" o WHERE o."account_id" = c."account_id"
    AND o."customer_id" = c."id" AND o."live" AND o."state" = 'completed' AND ${Prisma.join([...of], ' AND ')})`;
  // Follows from the payment, and ends the reading of the list at that day.
  return from === undefined ? [paid] : [paid, Prisma.sql`${place} >= ${from}`];
}

function startOf(date: string, timeZone: string, daysLater = 0): Date {
  return new Date(fromLocal(Date.parse(date) + daysLater * day, timeZone));
}
