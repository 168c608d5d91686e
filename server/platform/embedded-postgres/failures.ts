/** The embedded database cannot be used. The message is one line for the operator: what is wrong, and what to do. */
export class EmbeddedDatabaseFailed extends Error {
  override readonly name: string = 'EmbeddedDatabaseFailed';
}

/** Another process runs the database in this folder. */
export class DataFolderInUse extends EmbeddedDatabaseFailed {
  override readonly name = 'DataFolderInUse';
  constructor(dataDir: string) {
    super(
      `DATA_DIR ${dataDir} is in use by another process. Stop that process, or give this one a folder of its own, or set DATABASE_URL.`,
    );
  }
}

/** Stands in the output of a server that was given up. */
export const tookTooLong = 'FATAL:  not ready in time';

/** What the last output of a Postgres program means for the operator. */
export function explainOutput(dataDir: string, output: string): EmbeddedDatabaseFailed {
  const said = reasonIn(output);
  return new EmbeddedDatabaseFailed(`${advice(dataDir, output)} Postgres says: ${said}`);
}

function advice(dataDir: string, output: string): string {
  const folder = `DATA_DIR ${dataDir}`;
  if (/No space left on device|Disk quota exceeded/.test(output))
    return `${folder}: the disk is full. Free some space.`;
  if (/lock file .* already exists|is still in use/.test(output))
    return `${folder} is in use by another Postgres. Stop that process.`;
  if (/Permission denied|wrong ownership|invalid permissions|Read-only file system/.test(output))
    return `${folder} cannot be used by this user. Give it the folder and all that is in it.`;
  if (/loading shared libraries|GLIBC|symbol not found|^spawn /m.test(output))
    return 'The Postgres that npm installed does not run on this machine. Run npm ci again, or set DATABASE_URL.';
  if (/effective user ID|could not look up/.test(output))
    return 'The user that runs the service has no entry in /etc/passwd. Run as one that has, or set DATABASE_URL.';
  if (/could not map|shared memory|semaphore/.test(output))
    return 'The embedded database gets no memory from this machine. Free some, or set DATABASE_URL.';
  if (output.includes(tookTooLong)) return `The database in ${folder} did not start in two minutes.`;
  return `The database in ${folder} is damaged. Restore a backup of the folder.`;
}

/** The line that names the cause: the first fatal one. The rest is about what follows from it. */
function reasonIn(output: string): string {
  const found = /^(?:.*?)(?:FATAL|PANIC|error): +(.*)$/m.exec(output)?.[1];
  return (found ?? output.trim().split('\n').at(-1) ?? '') || 'nothing';
}
