import pg from 'pg';
import { EmbeddedDatabaseFailed } from './failures.ts';

/** @returns why the server does not let its own service in; null when it does */
async function tryServer(url: string): Promise<string | null> {
  // A machine that is starved answers late.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    // Not always in Postgres' words: a process that cannot read its files may end before it says why.
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end();
  }
}

/** Whether a server answers at `url`, and takes the password. */
export async function answers(url: string): Promise<boolean> {
  return (await tryServer(url)) === null;
}

/** A server starts although files of its databases are missing. @throws EmbeddedDatabaseFailed */
export async function requireAnswer(dataDir: string, url: string): Promise<void> {
  const refusal = await tryServer(url);
  if (refusal === null) return;
  throw new EmbeddedDatabaseFailed(
    `The database in DATA_DIR ${dataDir} is damaged. Restore a backup of the folder. Postgres says: ${refusal}`,
  );
}
