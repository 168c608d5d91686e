import { resolve } from 'node:path';
import { type Config, ConfigurationError } from './config/config.ts';
import { isDatabaseDown, sqlStateOf } from './platform/database/failures.ts';
import { MigrationFailed } from './platform/database/migrate.ts';
import { EmbeddedDatabaseFailed } from './platform/embedded-postgres/failures.ts';

/** The database was not opened; `cause` is why. */
export class DatabaseNotOpened extends Error {
  override readonly name = 'DatabaseNotOpened';
  constructor(cause: unknown) {
    super('The database was not opened', { cause });
  }
}

/** What the operator can correct, as one line that names the variable; null for anything else, which needs its stack. */
export function explainMistake(error: unknown, config: Config | null): string | null {
  if (error instanceof ConfigurationError || error instanceof EmbeddedDatabaseFailed) return error.message;
  if (config === null) return null;
  if (error instanceof DatabaseNotOpened) {
    return explainMistake(error.cause, null) ?? explainDatabase(error.cause, config);
  }
  return explainListening(error, config);
}

function explainListening(error: unknown, { port, host }: Config): string | null {
  const { code, syscall, hostname } = systemError(error);
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return `PORT ${port} is in use by another process. Stop that process, or set another PORT.`;
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return `PORT ${port} may not be used by this user. Set one above 1023.`;
  }
  const isForeign = syscall === 'listen' ? code === 'EADDRNOTAVAIL' || code === 'EINVAL' : hostname === host;
  if (!isForeign) return null;
  return `HOST ${host} is not an address of this machine. Set 127.0.0.1, or 0.0.0.0 for all addresses.`;
}

function explainDatabase(error: unknown, { databaseUrl, dataDir }: Config): string | null {
  const said = oneLine(error);
  const { code, path } = systemError(error);
  if (path?.startsWith(resolve(dataDir))) {
    return `DATA_DIR ${dataDir} cannot be used (${code}). Set a folder that this user may write to.`;
  }
  const variable = databaseUrl === undefined ? `DATA_DIR ${dataDir}` : 'DATABASE_URL';
  if (error instanceof MigrationFailed) return `${variable}: ${said}`;
  if (databaseUrl === undefined) {
    return `${variable} holds a database that cannot be opened (${said}). Restore it from a backup, or set another DATA_DIR.`;
  }
  const state = sqlStateOf(error) ?? '';
  // 28 is a refused user, 3D an unknown database.
  if (isDatabaseDown(error) || /^(28|3D)/.test(state)) return `${variable} cannot be used: ${said}`;
  return null;
}

interface SystemError {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly path?: string | undefined;
  readonly hostname?: string | undefined;
}

function systemError(error: unknown): SystemError {
  if (!(error instanceof Error)) return {};
  const text = (name: string) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : undefined;
  };
  return { code: text('code'), syscall: text('syscall'), path: text('path'), hostname: text('hostname') };
}

/** The driver tries every address of a name, and then its own error says nothing. */
function oneLine(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return oneLine(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  const because = error instanceof MigrationFailed && error.cause !== undefined ? ` (${oneLine(error.cause)})` : '';
  return `${message.split('\n').filter((line) => line.trim() !== '')[0] ?? 'no reason given'}${because}`;
}
