import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../open.ts';
import { startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

/** One Postgres for the whole run, with a migrated database that every test database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresServer();
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  await client.query('CREATE DATABASE migrated');
  await client.end();
  const migrated = await openDatabase({ databaseUrl: server.url('migrated'), dataDir: '' });
  await migrated.close();
  project.provide('postgresUrl', server.url('postgres'));
  return server.stop;
}
