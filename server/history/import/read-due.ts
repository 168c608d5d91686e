import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { FastspringError, FastspringRateLimited } from '../../fastspring/api/errors.ts';
import type { Fastspring } from '../../fastspring/api/fastspring-api.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { leaseSeconds, renewRegularly } from '../../platform/database/lease.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { minute } from '../../platform/time/units.ts';
import { historyProblemOf } from '../history-problem.ts';
import { enterState } from './import-states.ts';
import { type ImportApi, type ReadPage, readPage } from './read-page.ts';
import { storePage } from './store-page.ts';

export interface ReadDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly fastspring: Pick<Fastspring, 'forAccount'>;
  readonly guard: Pick<ErasureGuard, 'admitWithin'>;
  /** wakes the account's job, which continues with the pages read */
  readonly wake: (accountId: string) => void;
  readonly log: Pick<FastifyBaseLogger, 'error' | 'warn'>;
  /** ms since 1970 */
  readonly now: () => number;
}

/** ms until FastSpring is asked again after a failure that does not say when */
const retryAfter = minute;

/** Imports to be read that no process is reading right now, oldest first. */
export async function findDue({ prisma }: ReadDependencies['database'], now: number): Promise<string[]> {
  const rows = await readRows(prisma, z.object({ id: z.string() }))`
    SELECT "id"::text FROM "imports" WHERE "state" = 'reading' AND NOT "paused"
      AND coalesce("retry_at", '-infinity') <= ${new Date(now)}
      AND coalesce("claimed_to", '-infinity') < clock_timestamp()
    ORDER BY "created_at"`;
  return rows.map(({ id }) => id);
}

/**
 * Continues reading an import page by page, unless another process does. Each page is stored together with the
 * position, so that after a kill another process continues from there.
 * @param signal stops it between two pages
 */
export async function readImport(dependencies: ReadDependencies, id: string, signal: AbortSignal): Promise<void> {
  const { database, fastspring, log, now } = dependencies;
  const { prisma } = database;
  const claim = randomUUID();
  const stopRenewing = renewRegularly(() => renewHold(prisma, id, claim), log);
  try {
    let row = await holdOn(prisma, id, claim);
    while (row !== null && !signal.aborted) {
      const api: ImportApi = fastspring.forAccount(row.accountId, 'background', signal);
      await keepPage(dependencies, row, claim, await readPage(api, row));
      row = await holdOn(prisma, id, claim);
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof FastspringError)) {
      log.error({ err: error, importId: id }, 'an import could not be read; it is tried again');
    }
    const wait = error instanceof FastspringRateLimited ? error.retryAfter : retryAfter;
    await prisma.import.updateMany({
      where: { id, state: 'reading' },
      data: {
        problem: error instanceof FastspringError ? historyProblemOf(error) : null,
        retryAt: new Date(now() + wait),
      },
    });
  } finally {
    stopRenewing();
    await prisma.import.updateMany({ where: { id, claim }, data: { claim: null, claimedTo: null } });
  }
}

/** Takes or keeps the claim on the import. Null if it is no longer to be read, or if another process has it. */
async function holdOn(
  prisma: ReadDependencies['database']['prisma'],
  id: string,
  claim: string,
): Promise<Import | null> {
  const held = await prisma.$executeRaw`
    UPDATE "imports" SET "claim" = ${claim}::uuid, "claimed_to" = clock_timestamp() + ${leaseSeconds} * interval '1 second'
    WHERE "id" = ${id}::uuid AND "state" = 'reading' AND NOT "paused"
      AND ("claim" = ${claim}::uuid OR coalesce("claimed_to", '-infinity') < clock_timestamp())`;
  return held === 0 ? null : prisma.import.findUnique({ where: { id } });
}

/** Renews only a claim that is still held: a renewal after the release must not take it again. */
async function renewHold(prisma: ReadDependencies['database']['prisma'], id: string, claim: string): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "imports" SET "claimed_to" = clock_timestamp() + ${leaseSeconds} * interval '1 second'
    WHERE "id" = ${id}::uuid AND "claim" = ${claim}::uuid`;
}

/** Stores the page together with the next position; does nothing if another process has taken over. */
async function keepPage(
  { database, guard, wake, now }: ReadDependencies,
  row: Import,
  claim: string,
  page: ReadPage,
): Promise<void> {
  await database.prisma.$transaction(
    async (transaction) => {
      const events = page.items.map(({ event }) => event);
      const admitted = await guard.admitWithin(transaction, row.accountId, events);
      const items = page.items.map((item, index) => ({ ...item, event: admittedAt(admitted, index) }));
      const { count } = await transaction.import.updateMany({
        where: { id: row.id, state: 'reading', claim },
        data: { done: page.daysRead, problem: null, retryAt: null, ...(page.next && { cursor: { ...page.next } }) },
      });
      if (count === 0) return;
      await storePage(transaction, row, { ...page, items }, now());
      if (page.next !== null) return;
      const total = await transaction.importCustomer.count({ where: { importId: row.id } });
      await enterState(transaction, row.id, 'reading', 'matching', { total, now: now() });
    },
    { timeout: minute },
  );
  if (page.next === null) wake(row.accountId);
}

/**
 * An event that the guard did not return must not be stored as FastSpring sent it: it may be about an erased person.
 */
function admittedAt(admitted: readonly IncomingEvent[], index: number): IncomingEvent {
  const event = admitted[index];
  if (event === undefined) throw new Error('The guard returned fewer events than it was given');
  return event;
}
