import pg from 'pg';
import { EmbeddedDatabaseFailed } from './failures.ts';

/** @returns why the server refuses its own service; null when it answers. @throws when there is no server */
async function tryServer(url: string): Promise<string | null> {
  // A machine that is starved answers late.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.message;
    throw error;
  } finally {
    await client.end();
  }
}

/** Whether a server answers at `url`, and takes the password. */
export async function answers(url: string): Promise<boolean> {
  return (await tryServer(url).catch(() => 'no server')) === null;
}

/** A server starts although files of its databases are missing. @throws EmbeddedDatabaseFailed */
export async function requireAnswer(dataDir: string, url: string): Promise<void> {
  const refusal = await tryServer(url);
  if (refusal === null) return;
  throw new EmbeddedDatabaseFailed(
    `The database in DATA_DIR ${dataDir} is damaged. Restore a backup of the folder. Postgres says: ${refusal}`,
  );
}
