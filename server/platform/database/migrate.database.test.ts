import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmbeddedFolder } from '../../../testing/postgres/embedded-folder.ts';
import { openDatabase } from '../../../testing/postgres/open-database.ts';
import { createPostgresDatabase } from '../../../testing/postgres/test-database.ts';
import { DataFolderInUse } from '../embedded-postgres/failures.ts';
import { MigrationFailed } from './migrate.ts';

test('processes that start together migrate an empty database once', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const first = await openDatabase({ databaseUrl: url, dataDir: '' });
  await first.runScript('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await first.close();
  const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ databaseUrl: url, dataDir: '' })));
  const { rows } = await (opened[0] ?? first).query(
    'SELECT count(*)::int AS n FROM _prisma_migrations GROUP BY migration_name',
  );
  expect(rows).toEqual(rows.map(() => ({ n: 1 })));
  expect(rows.length).toBeGreaterThan(0);
  await Promise.all(opened.map((database) => database.close()));
});

test('a database of a newer version is refused', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  await database.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())`,
  );
  await database.close();
  await expect(openDatabase({ databaseUrl: url, dataDir: '' })).rejects.toThrow(MigrationFailed);
});

test('a data folder is open in one process at a time, and stored data is there after reopening', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kommo-fastspring-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  await createEmbeddedFolder(dataDir);
  const first = await openDatabase({ databaseUrl: undefined, dataDir });
  await expect(openDatabase({ databaseUrl: undefined, dataDir })).rejects.toThrow(DataFolderInUse);
  await first.prisma.account.create({ data: { subdomain: 'kept', webhookKey: 'kept' } });
  await first.close();
  const second = await openDatabase({ databaseUrl: undefined, dataDir });
  expect(await second.prisma.account.count({ where: { subdomain: 'kept' } })).toBe(1);
  await second.close();
});
