import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresDatabase } from '../../../testing/postgres/test-database.ts';
import { storedEvents } from '../../../testing/server/fastspring/stored-events.ts';
import { reduceOldEvents } from '../../personal-data/retention.ts';
import { applyMigrations } from '../../platform/database/migrate.ts';
import { connectDatabase } from '../../platform/database/open.ts';
import { recordEvents } from '../../recording/record.ts';
import { storeEvents } from '../webhook/store-events.ts';

const migrations = readdirSync(join(import.meta.dirname, '../../../prisma/migrations'));
const before = migrations.filter((name) => name < '20261203100000_event_payloads' && name.startsWith('20'));
const accountId = '00000000-0000-4000-8000-000000000001';
const states = ['received', 'recorded', 'unknown', 'unreadable', 'failed'] as const;
const payloadOf = (state: string) =>
  JSON.stringify({
    id: state,
    data: { id: `O-${state}`, total: 9.5, currency: 'EUR', customer: { email: 'anna@acme.example' } },
  });

test('events of the version before keep their payloads, are recorded, and are reduced when they are old', async () => {
  const { url, drop } = await createPostgresDatabase();
  const database = await connectDatabase({ databaseUrl: url, dataDir: '' }, 'start');
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  await database.runScript('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await applyMigrations(database, new Set(before));
  const values = states.map(
    (state) => `('${accountId}', '${state}', 'order.completed', '${payloadOf(state)}', '${state}', false, '{}')`,
  );
  await database.runScript(`
    INSERT INTO accounts (id, subdomain, webhook_key) VALUES ('${accountId}', 'acme', 'key');
    INSERT INTO events (account_id, event_id, type, payload, state, is_reduced, fact_keys) VALUES ${values.join(', ')},
      ('${accountId}', 'reduced', 'order.completed', '{"facts":[]}', 'recorded', true, '{}')`);

  await applyMigrations(database);
  const { prisma } = database;
  const payloads = async () => (await storedEvents(prisma)).map(({ payload }) => payload);
  expect(await payloads()).toEqual([...states.map(payloadOf), '{"facts":[]}']);
  await storeEvents(database, accountId, 'webhook', [
    { eventId: 'new', type: 'order.completed', live: true, createdAt: null, payload: payloadOf('new') },
  ]);
  const received = await storedEvents(prisma, { state: 'received' });
  expect(received.map(({ eventId }) => eventId)).toEqual(['received', 'new']);
  await prisma.$transaction((transaction) => recordEvents(transaction, accountId, received));
  expect(await prisma.order.count()).toBe(2);

  await prisma.$executeRaw`UPDATE "events" SET "received_at" = now() - interval '26 months' WHERE "event_id" <> 'new'`;
  expect(await reduceOldEvents(prisma, 25, new AbortController().signal)).toBe(states.length);
  expect((await payloads()).map((payload) => payload.startsWith('{"facts":['))).toEqual([
    ...[...states, 'reduced'].map(() => true),
    false,
  ]);
});
