import { expect, test } from 'vitest';
import { explainOutput, tookTooLong } from './failures.ts';

test.each([
  [
    'PANIC:  could not write to file "pg_wal/xlogtemp.42": No space left on device',
    'DATA_DIR /data: the disk is full. Free some space. Postgres says: could not write to file "pg_wal/xlogtemp.42": No space left on device',
  ],
  [
    'FATAL:  lock file "postmaster.pid" already exists\nHINT:  Is another postmaster (PID 42) running?',
    'DATA_DIR /data is in use by another Postgres. Stop that process. Postgres says: lock file "postmaster.pid" already exists',
  ],
  [
    'FATAL:  data directory "/data/database" has wrong ownership',
    'DATA_DIR /data cannot be used by this user. Give it the folder and all that is in it. Postgres says: data directory "/data/database" has wrong ownership',
  ],
  [
    'postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file',
    'The Postgres that npm installed does not run on this machine. Run npm ci again, or set DATABASE_URL. Postgres says: postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file',
  ],
  [
    'spawn /app/postgres ENOENT',
    'The Postgres that npm installed does not run on this machine. Run npm ci again, or set DATABASE_URL. Postgres says: spawn /app/postgres ENOENT',
  ],
  [
    'initdb: error: could not look up effective user ID 12345: user does not exist',
    'The user that runs the service has no entry in /etc/passwd. Run as one that has, or set DATABASE_URL. Postgres says: could not look up effective user ID 12345: user does not exist',
  ],
  [
    'LOG:  invalid checkpoint record\nPANIC:  could not locate a valid checkpoint record at 0/17F6E70\nLOG:  startup process was terminated',
    'The database in DATA_DIR /data is damaged. Restore a backup of the folder. Postgres says: could not locate a valid checkpoint record at 0/17F6E70',
  ],
  [tookTooLong, 'The database in DATA_DIR /data did not start in two minutes. Postgres says: not ready in time'],
  ['', 'The database in DATA_DIR /data is damaged. Restore a backup of the folder. Postgres says: nothing'],
])('%j becomes one line for the operator', (output, message) => {
  expect(explainOutput('/data', output).message).toBe(message);
});
