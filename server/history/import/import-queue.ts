import type { FastifyBaseLogger } from 'fastify';
import { FastspringError, FastspringRateLimited } from '../../fastspring/api/errors.ts';
import type { Fastspring } from '../../fastspring/api/fastspring-api.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Import, Prisma } from '../../platform/database/generated/client.ts';
import type { Queue } from '../../platform/jobs/queues.ts';
import { minute, second } from '../../platform/time/units.ts';
import { historyProblemOf } from '../history-problem.ts';
import { enterState } from './import-states.ts';
import { cursorSchema, type ImportApi, type ReadPage, readPage } from './read-page.ts';
import { storePage } from './store-page.ts';

export interface ReadDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly fastspring: Pick<Fastspring, 'forAccount'>;
  readonly guard: Pick<ErasureGuard, 'admitWithin'>;
  /** wakes the account's job, which continues with the pages read */
  readonly wake: (accountId: string) => void;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
  /** ms since 1970 */
  readonly now: () => number;
}

/** ms until FastSpring is asked again after a failure that does not say when */
const retryAfter = minute;
/** Imports found due at a time: more than all processes together read. */
const importsFound = 100;

/** Reads the imports of all accounts, page by page. */
export function importQueue(dependencies: ReadDependencies): Queue {
  const { database, now } = dependencies;
  return {
    name: 'import',
    concurrency: 4,
    pollEvery: 5,
    findEvery: second,
    findDue: async () => {
      const where = isDue(now());
      const due = await database.prisma.import.findMany({ where, orderBy: { createdAt: 'asc' }, take: importsFound });
      return due.map(({ id }) => id);
    },
    work: (id, signal) => readImport(dependencies, id, signal),
  };
}

function isDue(now: number): Prisma.ImportWhereInput {
  return { state: 'reading', paused: false, OR: [{ retryAt: null }, { retryAt: { lte: new Date(now) } }] };
}

/**
 * Continues reading an import page by page, until it is no longer due. Each page is stored together with the position,
 * so that after a kill another process continues from there.
 * @param signal stops it between two pages
 */
async function readImport(dependencies: ReadDependencies, id: string, signal: AbortSignal): Promise<void> {
  const { database, fastspring, log, now } = dependencies;
  const { prisma } = database;
  const readDue = () => prisma.import.findFirst({ where: { id, ...isDue(now()) } });
  try {
    let row = await readDue();
    while (row !== null && !signal.aborted) {
      const api: ImportApi = fastspring.forAccount(row.accountId, 'background', signal);
      if (!(await keepPage(dependencies, row, await readPage(api, row)))) return;
      row = await readDue();
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
  }
}

/**
 * Stores the page together with the next position.
 * @returns whether it did; no longer, if another process has stored the page or the import was canceled
 */
async function keepPage(
  { database, guard, wake, now }: ReadDependencies,
  row: Import,
  page: ReadPage,
): Promise<boolean> {
  const isKept = await database.prisma.$transaction(
    async (transaction) => {
      const items = await guard.admitWithin(transaction, row.accountId, page.items);
      const { count } = await transaction.import.updateMany({
        where: {
          accountId: row.accountId,
          id: row.id,
          state: 'reading',
          cursor: { equals: cursorSchema.parse(row.cursor) },
        },
        data: { done: page.daysRead, problem: null, retryAt: null, ...(page.next && { cursor: { ...page.next } }) },
      });
      if (count === 0) return false;
      await storePage(transaction, row, { ...page, items }, now());
      if (page.next !== null) return true;
      const total = await transaction.importCustomer.count({
        where: { accountId: row.accountId, importId: row.id },
      });
      await enterState(transaction, row, 'reading', 'matching', { total, now: now() });
      return true;
    },
    { timeout: minute },
  );
  if (page.next === null) wake(row.accountId);
  return isKept;
}
