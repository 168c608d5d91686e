import { Prisma } from './generated/client.ts';

/** Nothing was stored; the sender has to try again. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed';
  constructor(cause: unknown) {
    super('Storing failed', { cause });
  }
}

/** The maximum number of snapshots is being read; another one would wait for minutes. */
export class SnapshotsBusy extends Error {
  override readonly name = 'SnapshotsBusy';
}

/** Postgres' classes of "not now": 08 connection, 53 resources, 57 shutdown (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const unavailableClasses = new Set(['08', '53', '57']);
/** Of the same class as a shutdown: a statement that outlived its `statement_timeout`. */
const statementCanceled = '57014';
/** A statement that waited for another's lock longer than its `lock_timeout`. */
const lockNotGiven = '55P03';
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** P1001/P1002 unreachable, P1008 timed out, P1017 closed, P2024 no connection free */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);
/** Prisma's code both for a transaction that outlived its limit and for one that got no connection. */
const transactionFailed = 'P2028';
/** pg words these without a code */
const driverMessages = [
  /connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /query read timeout/i,
  /is not queryable/i,
  /is closed/i,
];

/** Whether another transaction held what this one needs for too long: the same succeeds once that one has ended. */
export function isHeldUp(error: unknown): boolean {
  return sqlStateOf(error) === lockNotGiven;
}

/**
 * Whether the database works and only this took too long: Postgres canceled the statement, or the transaction outlived its
 * limit. Nothing of it is stored. Less of it at a time, or the same under less load, succeeds.
 */
export function hasTakenTooLong(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return sqlStateOf(error) === statementCanceled || isExpired(error) || hasTakenTooLong(error.cause);
}

/** Prisma names the time that the transaction took; where it got no connection, there is none. */
function isExpired(error: Error): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== transactionFailed) return false;
  return error.meta?.timeTaken !== undefined;
}

/** Whether the database could not be reached at all: the same statement may well succeed later. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error) || hasTakenTooLong(error)) return false;
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if ('code' in error && typeof error.code === 'string') {
    if (networkCodes.has(error.code) || prismaCodes.has(error.code) || error.code === transactionFailed) return true;
  }
  if (unavailableClasses.has(sqlStateOf(error)?.slice(0, 2) ?? '')) return true;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseDown);
  return driverMessages.some((pattern) => pattern.test(error.message)) || isDatabaseDown(error.cause);
}

/** 22 data, 23 constraint, P0 trigger; all other errors would hit any row, or pass for this one at another time. */
const classesOfRefusedRows = new Set(['22', '23', 'P0']);
/** P2034: a conflict with another transaction */
const conflict = 'P2034';

/**
 * Whether the database works and refuses only these rows: the statement would fail again with them, but not with
 * others.
 */
export function isRowRefused(error: unknown): boolean {
  if (isDatabaseDown(error) || hasTakenTooLong(error)) return false;
  const state = sqlStateOf(error);
  if (state !== null) return classesOfRefusedRows.has(state.slice(0, 2));
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code !== conflict;
}

/** Postgres' own error code, from any place where Prisma and its adapters put it. */
export function sqlStateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  for (const name of ['originalCode', 'code']) {
    const code: unknown = Reflect.get(error, name);
    // Prisma's own codes have the same form.
    if (typeof code === 'string' && /^(?!P[1-9])(?=.*\d)[0-9A-Z]{5}$/.test(code)) return code;
  }
  for (const name of ['cause', 'meta', 'driverAdapterError']) {
    const state = sqlStateOf(Reflect.get(error, name));
    if (state !== null) return state;
  }
  return null;
}
