import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Keeps owners and rights, which Postgres insists on. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await run('cp', ['-a', from, to]);
}

/** The database and the key of an embedded database whose service is stopped, apart from each other. */
export async function backUpEmbedded(dataDir: string, backup: string): Promise<string> {
  await mkdir(backup, { recursive: true });
  await copyFolder(join(dataDir, 'database'), join(backup, 'database'));
  return readFile(join(dataDir, 'encryption.key'), 'utf8');
}

/**
 * The data folder of a Postgres that goes on working: the steps of a base backup, of which `pg_basebackup` is the usual
 * form. https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function backUpRunning(url: string, data: string, backup: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('drill', true)`);
    // Files may change and vanish under the copy: the log repairs what was torn.
    await copyFolder(data, backup).catch((error: unknown) => {
      if (!hasOnlyMissed(error)) throw error;
    });
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await rm(join(backup, 'postmaster.pid'), { force: true });
    // The log as it is after the stop: it has to reach the end of the backup.
    await rm(join(backup, 'pg_wal'), { recursive: true });
    await copyFolder(join(data, 'pg_wal'), join(backup, 'pg_wal'));
    const label = join(backup, 'backup_label');
    await writeFile(label, rows[0]?.labelfile ?? '');
    // Where this runs as root, Postgres does not.
    const owner = await stat(data);
    await chown(label, owner.uid, owner.gid);
  } finally {
    await client.end();
  }
}

/** Whether each of cp's complaints is about a file that had vanished. */
function hasOnlyMissed(error: unknown): boolean {
  const complaints = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return complaints !== '' && complaints.split('\n').every((line) => line.endsWith('No such file or directory'));
}
