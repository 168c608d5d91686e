/** The release of Postgres whose files this version of the service reads and writes. */
export const majorVersion = 18;

/** The user and the database that `initdb` creates. */
export const superuser = 'postgres';

/** On Unix only the name of the socket. */
export const socketPort = 5432;

/**
 * For one service on a small machine. Everything that keeps an acknowledged row, fsync above all, is at Postgres'
 * default: https://www.postgresql.org/docs/18/runtime-config-wal.html
 */
const settings = {
  shared_buffers: '32MB',
  // A service opens at most 30, and a command beside it as many.
  max_connections: 80,
  // Without them: three processes for reading, and those for parallel queries, replication and extensions.
  io_method: 'sync',
  max_parallel_workers: 0,
  max_worker_processes: 0,
  max_logical_replication_workers: 0,
  max_wal_senders: 0,
  wal_level: 'minimal',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  autovacuum_worker_slots: 1,
  autovacuum_max_workers: 1,
  jit: 'off',
  // The same on every machine: a row's text, by which a moved database is compared, shows moments in it.
  timezone: 'UTC',
  // What it says is read by the service, and must not quote a customer.
  lc_messages: 'C',
  log_line_prefix: '',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** The server's arguments. @param port on Windows, which has no Unix sockets: where it listens */
export function serverArguments(folder: string, port: number): readonly string[] {
  // A path relative to the folder has no limit on its length, and needs no right to enter the folders above.
  const socket = { listen_addresses: '', unix_socket_directories: '.', port };
  const loopback = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port };
  const all = { ...settings, ...(process.platform === 'win32' ? loopback : socket) };
  return ['-D', folder, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The service's own environment holds secrets, and settings meant for another Postgres. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, SystemRoot, TEMP } = process.env;
  return { PATH, LD_LIBRARY_PATH, SystemRoot, TEMP, LC_ALL: 'C' };
}
