import { expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { accountTables } from '../../personal-data/account-tables.ts';
import { queryRows } from './read-rows.ts';

/** Unique keys of accounts' rows that begin with something else; each with its reason. */
const otherKeys: Readonly<Record<string, string>> = {
  former_webhook_keys_pkey: 'the key of a webhook’s address is all that a request brings; it names the account',
  kommo_webhooks_key_key: 'the key of a webhook’s address is all that a request brings; it names the account',
  payment_links_token_key: 'the token of a link is all that a buyer brings; it names the account',
};

const keyRow = z.object({ name: z.string(), first: z.string().nullable() });

test('every key of an account’s rows begins with the account, or is listed with its reason', async () => {
  const database = await openTestDatabase();
  const tables = accountTables.map(({ name }) => name);
  const keys = await queryRows(
    database,
    keyRow,
    `SELECT i.indexrelid::regclass::text AS name, a.attname AS first FROM pg_index i
     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indisunique AND i.indrelid::regclass::text = ANY($1)
     UNION ALL SELECT c.conname, a.attname FROM pg_constraint c
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY($1)`,
    [tables],
  );
  expect(keys.length).toBeGreaterThan(2 * tables.length);
  const others = keys.filter(({ first }) => first !== 'account_id').map(({ name }) => name);
  expect(others.toSorted()).toEqual(Object.keys(otherKeys).toSorted());
});
