import { Prisma } from '../../platform/database/generated/client.ts';

/** The keys of the facts of which Kommo refused something. */
export function keysOfRefused(accountId: string): Prisma.Sql {
  return Prisma.sql`SELECT DISTINCT "fact_key" FROM "effects" WHERE "account_id" = ${accountId}::uuid AND "state" = 'failed'`;
}

/** Whether Kommo refused something of an event `e`. */
export function isRefused(accountId: string): Prisma.Sql {
  return looked(Prisma.sql`SELECT true FROM "effects" x
    WHERE x."account_id" = ${accountId}::uuid AND x."fact_key" = ANY(e."fact_keys") AND x."state" = 'failed' LIMIT 1`);
}

/** The keys of the facts of customers with this in their e-mail address. */
export function keysOfBuyers(accountId: string, email: string): Prisma.Sql {
  return Prisma.sql`SELECT f."fact_key" FROM "customers" c CROSS JOIN LATERAL (
      SELECT f."fact_key" FROM "facts" f WHERE f."account_id" = c."account_id" AND f."customer_id" = c."id" OFFSET 0) f
    WHERE c."account_id" = ${accountId}::uuid AND strpos(lower(c."email"), lower(${email})) > 0`;
}

/** Whether an event `e` is of a customer with this in their e-mail address. */
export function isOfBuyer(accountId: string, email: string): Prisma.Sql {
  return looked(Prisma.sql`SELECT true FROM "facts" f CROSS JOIN LATERAL (
      SELECT FROM "customers" c WHERE c."id" = f."customer_id" AND c."account_id" = f."account_id"
        AND strpos(lower(c."email"), lower(${email})) > 0 LIMIT 1) c
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = ANY(e."fact_keys") LIMIT 1`);
}

/** Looked up event by event, while a page is filled: a plain EXISTS would be read as a set, with all facts of the account. */
function looked(query: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`coalesce((${query}), false)`;
}
