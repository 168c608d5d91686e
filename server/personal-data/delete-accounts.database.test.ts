import { expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { permitDeletingAudit } from '../audit/permit-deleting.ts';
import { accountTables, otherTables } from './account-tables.ts';
import { deleteUninstalledAccounts } from './delete-accounts.ts';

const log = { info: () => undefined, error: () => undefined };
const columnsSchema = z.object({ names: z.string(), values: z.string() });
const countSchema = z.object({ rows: z.number() });

test('every table is deleted with its account, or has no data of accounts', async () => {
  const { prisma } = await openTestDatabase();
  const tables = await prisma.$queryRaw<{ name: string; columns: string[] }[]>`
    SELECT table_name AS name, array_agg(column_name::text) AS columns FROM information_schema.columns
    WHERE table_schema = 'public' GROUP BY table_name`;
  expect(tables.map(({ name }) => name).toSorted()).toEqual(
    [...accountTables.map(({ name }) => name), ...otherTables].toSorted(),
  );
  const others = tables.filter(({ name }) => otherTables.includes(name));
  expect(others.filter(({ columns }) => columns.includes('account_id'))).toEqual([]);
});

test('only an uninstalled account is deleted once its time is over, and all its data goes with it', async () => {
  const database = await openTestDatabase();
  const { prisma } = database;
  const [due, waiting, connected] = await Promise.all([
    addAccount('due', { state: 'uninstalled', deleteAfter: new Date(Date.now() - 1) }),
    addAccount('waiting', { state: 'uninstalled', deleteAfter: new Date(Date.now() + 3_600_000) }),
    addAccount('connected', {}),
  ]);
  for (const accountId of [due, waiting, connected]) await fillEveryTable(accountId);
  const before = await countRows(waiting);
  expect(Object.values(before).filter((rows) => rows !== 1)).toEqual([]);

  await deleteUninstalledAccounts({ prisma, log });
  await deleteUninstalledAccounts({ prisma, log });
  expect(Object.values(await countRows(due)).filter((rows) => rows !== 0)).toEqual([]);
  expect(await countRows(waiting)).toEqual(before);
  expect(await countRows(connected)).toEqual(before);
  const left = await prisma.account.findMany({ select: { id: true } });
  expect(left.map(({ id }) => id).toSorted()).toEqual([waiting, connected].toSorted());

  await prisma.$transaction(async (transaction) => {
    await permitDeletingAudit(transaction, waiting);
    await transaction.account.delete({ where: { id: waiting } });
  });
  expect(Object.values(await countRows(waiting)).filter((rows) => rows !== 0)).toEqual([]);
  expect(await countRows(connected)).toEqual(before);

  async function addAccount(subdomain: string, data: { state?: string; deleteAfter?: Date }): Promise<string> {
    const kommoAccountId = BigInt(subdomain.length);
    const { id } = await prisma.account.create({ data: { subdomain, webhookKey: subdomain, kommoAccountId, ...data } });
    return id;
  }

  /** Adds one row to each table, with any value that its columns accept. */
  async function fillEveryTable(accountId: string): Promise<void> {
    const parents = ['imports', 'customers', 'alarms', 'events'];
    const names = accountTables.map(({ name }) => name);
    for (const name of [...parents, ...names.filter((each) => !parents.includes(each))]) {
      const { rows } = await database.query(
        `SELECT string_agg(quote_ident(column_name), ', ') AS names, string_agg(CASE
           WHEN column_name = 'account_id' THEN quote_literal('${accountId}') || '::uuid'
           WHEN '${name}' = 'event_payloads' AND column_name IN ('event_row_id', 'received_at') THEN format(
             '(SELECT %I FROM "events" WHERE "account_id" = ''${accountId}'')', replace(column_name, 'event_row_', ''))
           WHEN column_name IN ('import_id', 'customer_id', 'alarm_id') THEN format(
             '(SELECT "id" FROM %I WHERE "account_id" = ''${accountId}'')', replace(column_name, '_id', 's'))
           WHEN data_type = 'uuid' THEN 'gen_random_uuid()'
           WHEN data_type = 'text' THEN coalesce((
             SELECT substring(pg_get_constraintdef(oid) FROM '''[^'']*''') FROM pg_constraint
             WHERE conname = '${name}_' || column_name || '_check'), 'gen_random_uuid()::text')
           WHEN data_type = 'jsonb' THEN '''{}'''
           WHEN data_type = 'boolean' THEN 'false'
           WHEN data_type = 'bytea' THEN quote_literal('')
           WHEN data_type LIKE 'timestamp%' THEN 'now()'
           WHEN data_type = 'ARRAY' THEN '''{}'''
           ELSE '1' END, ', ') AS values
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '${name}'
           AND is_nullable = 'NO' AND (column_default IS NULL OR column_name = 'account_id')`,
      );
      const { names, values } = columnsSchema.parse(rows[0]);
      await database.query(`INSERT INTO "${name}" (${names}) VALUES (${values})`);
    }
  }

  async function countRows(accountId: string): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const { name } of accountTables) {
      const where = name.startsWith('import_')
        ? `"import_id" IN (SELECT "id" FROM "imports" WHERE "account_id" = '${accountId}')`
        : `"account_id" = '${accountId}'`;
      const { rows } = await database.query(`SELECT count(*)::int AS rows FROM "${name}" WHERE ${where}`);
      counts[name] = countSchema.parse(rows[0]).rows;
    }
    return counts;
  }
});

test('an account that fails to delete, or that another process deleted, does not hold up the next one', async () => {
  const { prisma, runScript } = await openTestDatabase();
  const idOf = (number: number) => `00000000-0000-0000-0000-00000000000${number}`;
  const [refused, gone, next] = [idOf(1), idOf(2), idOf(3)];
  await prisma.account.createMany({
    data: [refused, gone, next].map((id) => ({ id, webhookKey: id, subdomain: '', state: 'uninstalled' })),
  });
  await runScript(`
    CREATE FUNCTION "keep_account"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF OLD."id" = '${refused}' THEN RAISE EXCEPTION 'refused'; END IF;
      RETURN CASE WHEN OLD."id" = '${gone}' THEN NULL ELSE OLD END;
    END $$;
    CREATE TRIGGER "keep_account" BEFORE DELETE ON "accounts" FOR EACH ROW EXECUTE FUNCTION "keep_account"()`);
  const deleted: object[] = [];
  const failed: object[] = [];
  const lines = {
    info: (line: object) => void deleted.push(line),
    error: (line: object) => void failed.push(line),
  };
  await deleteUninstalledAccounts({ prisma, log: lines });
  expect(deleted).toEqual([{ accountId: next }]);
  expect(failed).toMatchObject([{ accountId: refused }]);
});
