import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from './open-database.ts';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

declare global {
  /** Vitest loads this file once for every project: only the process can hold state that projects share. */
  var postgresOfTheRun: { readonly server: Promise<PostgresServer>; projects: number } | undefined;
}

/** One Postgres for the whole run, with a migrated database as the template of every test database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.postgresOfTheRun ??= { server: startMigrated(), projects: 0 };
  const shared = globalThis.postgresOfTheRun;
  shared.projects += 1;
  const server = await shared.server;
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    shared.projects -= 1;
    if (shared.projects === 0) await server.stop();
  };
}

async function startMigrated(): Promise<PostgresServer> {
  const server = await startPostgresServer();
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  await client.query('CREATE DATABASE migrated');
  await client.end();
  const migrated = await openDatabase({ databaseUrl: server.url('migrated'), dataDir: '' });
  await migrated.close();
  return server;
}
