import { Prisma } from './generated/client.ts';

/** Nothing was stored, for whatever reason; the sender has to come again. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed';
  constructor(cause: unknown) {
    super('Storing failed', { cause });
  }
}

/** Postgres' classes of "not now": 08 connection, 53 resources, 57 shutdown (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const unavailableClasses = new Set(['08', '53', '57']);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** P1001/P1002 unreachable, P1008 timed out, P1017 closed, P2024 no connection free, P2028 transaction lost */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
/** pg words these without a code */
const driverMessages = [
  /connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /query read timeout/i,
  /is closed/i,
];

/** Whether the database could not be asked at all: the same statement may well succeed later. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if ('code' in error && typeof error.code === 'string') {
    if (networkCodes.has(error.code) || prismaCodes.has(error.code)) return true;
    if (/^[0-9A-Z]{5}$/.test(error.code) && unavailableClasses.has(error.code.slice(0, 2))) return true;
  }
  if (error instanceof AggregateError) return error.errors.some(isDatabaseDown);
  return driverMessages.some((pattern) => pattern.test(error.message)) || isDatabaseDown(error.cause);
}
