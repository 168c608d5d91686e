/** Where an account's first row of a kind is found by an index that begins with `account_id`. */
interface RowsByAccount {
  readonly table: string;
  /** the columns of the index after `account_id`, and the index's condition */
  readonly order: string;
  readonly where: string;
  /** the time since when the row waits, as SQL; null where it has none */
  readonly since: string;
  /** when the row is due, as SQL; the first row of an account is due if any is. Always, by default */
  readonly due?: string;
}

/**
 * The first row of each account, as an SQL query of `account_id`, `since` and `due`. It jumps through the index from account
 * to account: an account with thousands of rows costs as much as one with a single row, and accounts without any nothing.
 */
export function firstOfEachAccount({ table, order, where, since, due = 'true' }: RowsByAccount): string {
  const columns = `"account_id", ${since} AS "since", ${due} AS "due"`;
  const first = (condition: string) =>
    `SELECT ${columns} FROM "${table}" WHERE ${where}${condition} ORDER BY "account_id", ${order} LIMIT 1`;
  return `WITH RECURSIVE "first" AS (
    (${first('')})
    UNION ALL
    SELECT "next".* FROM "first" CROSS JOIN LATERAL (${first(` AND "account_id" > "first"."account_id"`)}) "next")
    SELECT "account_id", "since" FROM "first" WHERE "due"`;
}

/**
 * Joins one row that fits, as SQL: a look into an index for each row before it. A plain EXISTS would be read as a set at
 * once where Postgres knows nothing about the tables, with every row of both.
 */
export function oneOf(table: string, alias: string, condition: string): string {
  return `CROSS JOIN LATERAL (SELECT * FROM ${table} ${alias} WHERE ${condition} LIMIT 1) ${alias}`;
}
