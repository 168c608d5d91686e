import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow, readValues } from '../../platform/database/read-rows.ts';
import { day, minute } from '../../platform/time/units.ts';

/**
 * `begunHere`: with a valid `state`, so a person came through our own address. `broughtByKommo`: without one, as when
 * Kommo's server delivers a code from the marketplace; anybody else can send the same.
 */
export type InstallOrigin = 'begunHere' | 'broughtByKommo';

export interface NewInstall {
  readonly id: string;
  readonly subdomain: string;
  /** encrypted */
  readonly code: string;
  /** from the state; null: broughtByKommo */
  readonly stateNonce: string | null;
}

export const installStates = ['open', 'done', 'failed'] as const;

const attemptSchema = z.object({
  id: z.string(),
  subdomain: z.string(),
  code: z.string(),
  attempts: z.number(),
  /** ms */
  age: z.number(),
});
export type InstallAttempt = z.infer<typeof attemptSchema> & { readonly origin: InstallOrigin };

/** Installations waiting for Kommo, stored in the database so that the limits hold across all processes. */
export interface InstallQueue {
  /** Returns the id, or why it was refused. */
  readonly add: (install: NewInstall) => Promise<{ readonly id: string } | 'used' | 'full'>;
  /** Begins an installation's next attempt; undefined when it is not due, or when the minute's attempts are used up. */
  readonly begin: (installId: string, origin: InstallOrigin) => Promise<InstallAttempt | undefined>;
  readonly findDue: (origin: InstallOrigin) => Promise<readonly string[]>;
  /** Deletes ended installations whose code arrived more than a day ago. */
  readonly deleteEnded: () => Promise<void>;
}

/**
 * Anybody can send any number of codes for any account. Each attempt costs a request or two to Kommo, one of them with
 * the integration's secret. Every origin has its own lock (arbitrary numbers of ours), so that neither waits for the
 * other.
 */
const boundsOf = {
  begunHere: { open: 300, ofOneAccountAMinute: 10, attemptsAMinute: 120, lock: 4_815_163 },
  broughtByKommo: { open: 100, ofOneAccountAMinute: 3, attemptsAMinute: 20, lock: 4_815_164 },
} as const satisfies Record<InstallOrigin, object>;

/** ms */
const keptFor = day;
/** Kommo never brings a code again: storing it waits for a busy database rather than fail. */
const patient = { maxWait: minute, timeout: minute };

/** @param windowMs the period in which arrivals and attempts are counted */
export function createInstallQueue(prisma: PrismaClient, windowMs: number): InstallQueue {
  const lines = { begunHere: createLine(), broughtByKommo: createLine() };

  return {
    add: async (install) => {
      const origin = originOf(install.stateNonce);
      const { length, inTurn } = lines[origin];
      return length() < boundsOf[origin].open ? inTurn(() => addWithinBounds(prisma, windowMs, install)) : 'full';
    },
    begin: (installId, origin) => beginWithinBounds(prisma, windowMs, installId, origin),
    findDue: (origin) => readValues(prisma, z.string())`
      SELECT id FROM pending_installs
      WHERE state = 'open' AND next_attempt <= clock_timestamp() AND (state_nonce IS NULL) = ${origin === 'broughtByKommo'}
      ORDER BY next_attempt LIMIT ${boundsOf[origin].attemptsAMinute}::int`,
    deleteEnded: async () => {
      await prisma.pendingInstall.deleteMany({
        where: { state: { not: 'open' }, receivedAt: { lt: new Date(Date.now() - keptFor) } },
      });
    },
  };
}

/** Stores an installation while its origin, and its account, are within their bounds. */
async function addWithinBounds(
  prisma: PrismaClient,
  windowMs: number,
  { id, subdomain, code, stateNonce }: NewInstall,
): Promise<{ readonly id: string } | 'used' | 'full'> {
  const bounds = boundsOf[originOf(stateNonce)];
  const row = await prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${bounds.lock}::bigint)`;
    return readRow(transaction, z.object({ id: z.string() }))`
      WITH others AS (
        SELECT subdomain, state FROM pending_installs
        WHERE (state_nonce IS NULL) = ${stateNonce === null}
          AND (state = 'open' OR received_at > clock_timestamp() - ${windowMs} * interval '1 millisecond')
      )
      INSERT INTO pending_installs (id, subdomain, code, state_nonce)
      SELECT ${id}::uuid, ${subdomain}, ${code}, ${stateNonce}
      WHERE (SELECT count(*) FROM others WHERE state = 'open') < ${bounds.open}::int
        AND (SELECT count(*) FROM others WHERE subdomain = ${subdomain}) < ${bounds.ofOneAccountAMinute}::int
      ON CONFLICT (state_nonce) DO NOTHING
      RETURNING id`;
  }, patient);
  if (row !== undefined) return row;
  const isUsed = stateNonce !== null && (await prisma.pendingInstall.count({ where: { stateNonce } })) > 0;
  return isUsed ? 'used' : 'full';
}

/** Begins an attempt while its origin is within its bounds. */
async function beginWithinBounds(
  prisma: PrismaClient,
  windowMs: number,
  installId: string,
  origin: InstallOrigin,
): Promise<InstallAttempt | undefined> {
  const { lock, attemptsAMinute } = boundsOf[origin];
  const attempt = await prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${lock}::bigint)`;
    return readRow(transaction, attemptSchema)`
      UPDATE pending_installs
      SET attempts = attempts + 1, attempted_at = clock_timestamp()
      WHERE id = ${installId}::uuid AND state = 'open' AND next_attempt <= clock_timestamp() AND ${attemptsAMinute}::int > (
        SELECT count(*) FROM pending_installs AS others
        WHERE (others.state_nonce IS NULL) = ${origin === 'broughtByKommo'}
          AND others.attempted_at > clock_timestamp() - ${windowMs} * interval '1 millisecond')
      RETURNING id, subdomain, code, attempts, (extract(epoch FROM clock_timestamp() - received_at) * 1000)::float8 AS age`;
  }, patient);
  return attempt && { ...attempt, origin };
}

export function originOf(stateNonce: string | null): InstallOrigin {
  return stateNonce === null ? 'broughtByKommo' : 'begunHere';
}

/** Runs one task after the other: in a flood, each would hold a database connection while it waits for the lock. */
function createLine() {
  let length = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    length: () => length,
    inTurn: <Result>(work: () => Promise<Result>): Promise<Result> => {
      length += 1;
      const result = last.then(work).finally(() => {
        length -= 1;
      });
      last = result.catch(() => undefined);
      return result;
    },
  };
}
