import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startSettingsServer } from '../../testing/server/api/settings-server.ts';
import { encryptionKey, testSealer } from '../../testing/server/platform/crypto/test-sealer.ts';
import { FastspringUnavailable } from '../fastspring/api/errors.ts';
import { createSealer, type SealedColumn } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import { createServer } from '../platform/http/create-server.ts';
import { languageOf } from '../texts/language.ts';
import { openSecrets } from './open.ts';
import { rotateKeys } from './reseal.ts';
import { sealedColumns } from './sealed-columns.ts';

const newKey = Buffer.alloc(32, 8);
const rotating = createSealer({ current: newKey, other: encryptionKey });
const rotated = createSealer({ current: newKey, other: undefined });

/** A database with a secret from every part of the service. */
async function startWithSecrets() {
  const setWebhookSecret = async () => {
    throw new FastspringUnavailable('no answer');
  };
  const stack = await startSettingsServer({ fastspring: { setWebhookSecret } });
  const { database, sandbox, call, kommo, accountId } = stack;
  const key = { dataDir: '', encryptionKey, otherEncryptionKey: undefined };
  await openSecrets(database, key, { warn: () => undefined });
  for (const webhookSecret of ['first', 'second']) {
    const fastspring = { webhookSecret, apiUsername: 'user', apiPassword: 'password' };
    expect((await call('PUT', '/api/v1/settings', { json: { fastspring } })).status).toBe(200);
  }
  expect((await call('POST', '/api/v1/settings/webhook-secret/rotate')).status).toBe(502);
  sandbox.faults.add({ kind: 'reset_before', times: Number.POSITIVE_INFINITY });
  const app = createServer();
  onTestFinished(() => app.close());
  await kommo.routes(app, {
    onUninstalled: () => undefined,
    send: async (name, id) =>
      kommo.installQueues.find((queue) => queue.name === name)?.work(id, never, () => undefined),
    languageOfRequest: () => languageOf('en'),
  });
  const referer = `${sandbox.account().subdomain}.kommo.com`;
  await app.inject({ url: '/oauth/callback', query: { code: 'a-code', referer, from_widget: '1' } });
  return { database, prisma: stack.prisma, accountId };
}

const never = new AbortController().signal;

const placeOf = ({ table, column }: SealedColumn) => `${table}.${column}`;
const foundRows = z.array(z.object({ place: z.string(), id: z.string(), value: z.string() }));

/** Everything in the whole database that looks sealed, in any table and column. */
async function findSealed({ query }: Database) {
  const { rows: tables } = await query(
    `SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const found = z
    .array(z.object({ name: z.string() }))
    .parse(tables)
    .map(async ({ name }) => {
      const { rows } = await query(
        `SELECT '${name}.' || v.key AS place, coalesce(r.j->>'account_id', r.j->>'id', r.j->>'name') AS id, v.value
       FROM (SELECT to_jsonb(t) AS j FROM "${name}" t) r, jsonb_each_text(r.j) v
       WHERE v.value ~ 'v[0-9]\\.[A-Za-z0-9_-]{8,}'`,
      );
      return foundRows.parse(rows);
    });
  return (await Promise.all(found)).flat();
}

test('every sealed value is in a listed column, and a change of keys reaches all of them', async () => {
  const { database } = await startWithSecrets();
  const columns = new Map(Object.values(sealedColumns).map((column) => [placeOf(column), column]));
  const found = await findSealed(database);
  expect(new Set(found.map(({ place }) => place))).toEqual(new Set(columns.keys()));

  expect(await rotateKeys(database, rotating)).toEqual({ resealed: found.length, unreadable: [] });
  const after = await findSealed(database);
  const texts = (sealed: typeof found, sealer = rotated) =>
    sealed.map(({ place, id, value }) => {
      const column = columns.get(place);
      return `${place} ${id} ${column && sealer.open(column, id, value)}`;
    });
  expect(texts(after).toSorted()).toEqual(texts(found, testSealer).toSorted());
  expect(await rotateKeys(database, rotating)).toEqual({ resealed: 0, unreadable: [] });
});

test('a token renewed while it is resealed stays, and a value that opens with neither key is reported and left', async () => {
  const { database, prisma, accountId } = await startWithSecrets();
  const lost = createSealer({ current: Buffer.alloc(32, 1), other: undefined });
  const apiPassword = lost.seal(sealedColumns.apiPassword, accountId, 'password');
  await prisma.account.update({ where: { id: accountId }, data: { apiPassword } });
  const renewed = testSealer.seal(sealedColumns.accessToken, accountId, 'renewed');
  let isRenewed = false;
  const query: Database['query'] = async (sql, values) => {
    if (!isRenewed && sql.startsWith('UPDATE "kommo_tokens" SET "access_token"')) {
      isRenewed = true;
      await prisma.kommoToken.update({ where: { accountId }, data: { accessToken: renewed } });
    }
    return database.query(sql, values);
  };
  const { unreadable } = await rotateKeys({ query }, rotating);
  expect(unreadable).toEqual(['accounts.api_password']);
  const { accessToken } = await prisma.kommoToken.findUniqueOrThrow({ where: { accountId } });
  expect(rotated.open(sealedColumns.accessToken, accountId, accessToken)).toBe('renewed');
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({ apiPassword });
});
