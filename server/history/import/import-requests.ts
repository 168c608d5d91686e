import type { Transaction } from '../../platform/database/database.ts';
import { type Import, Prisma } from '../../platform/database/generated/client.ts';
import { enterState, type StateOfImport } from './import-states.ts';
import { rememberLeads } from './link-customers.ts';
import { daysOf } from './read-page.ts';

/** Why something cannot be done with an import: it is somewhere else by now. */
export class ImportNotThere extends Error {
  override readonly name = 'ImportNotThere';
  readonly state: string | null;
  /** @param state where it is; null when there is no such import */
  constructor(state: string | null) {
    super(state === null ? 'There is no such import' : `The import is ${state}`);
    this.state = state;
  }
}

/** Another import of the account is under way. */
export class ImportUnderWay extends Error {
  override readonly name = 'ImportUnderWay';
}

/** A transaction: what is asked for happens as a whole. */
interface Prismas {
  readonly prisma: Transaction;
}

/** @param days `YYYY-MM-DD`, both included; the first not after the second @throws ImportUnderWay */
export async function startImport(
  { prisma }: Prismas,
  accountId: string,
  days: { readonly begin: string; readonly end: string },
  userId: number,
  now: number,
): Promise<Import> {
  const { begin: beginDay, end: endDay } = days;
  return orUnderWay(() =>
    prisma.import.create({
      data: {
        accountId,
        beginDay,
        endDay,
        cursor: { from: beginDay, page: 1 },
        total: daysOf({ beginDay, endDay }),
        measuredSince: new Date(now),
        createdAt: new Date(now),
        createdBy: BigInt(userId),
      },
    }),
  );
}

/** One at a time for each account, which the database sees to. */
async function orUnderWay<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw new ImportUnderWay();
    throw error;
  }
}

/** @throws ImportNotThere */
export async function applyImport(database: Prismas, row: Import, kommo: string, now: number): Promise<void> {
  const total = await database.prisma.importItem.count({ where: { importId: row.id, known: false } });
  await move(database, row, 'planned', 'applying', { total, now, kommo });
}

/** Has it wait, or go on; what is being done is finished. @throws ImportNotThere */
export async function pauseImport({ prisma }: Prismas, row: Import, paused: boolean, now: number): Promise<void> {
  const { count } = await prisma.import.updateMany({
    where: { id: row.id, state: { in: ['reading', 'matching', 'applying', 'linking', 'undoing'] } },
    data: { paused, measuredFrom: row.done, measuredSince: new Date(now), retryAt: null, problem: null },
  });
  if (count === 0) throw new ImportNotThere(row.state);
}

/** Before anything is applied it is given up; afterwards what it has done by then is taken back. @throws ImportNotThere */
export async function cancelImport(database: Prismas, row: Import, now: number): Promise<void> {
  switch (row.state) {
    case 'reading':
    case 'matching':
    case 'planned':
      return giveUp(database, row, row.state, now);
    case 'applying':
    case 'linking':
      return undo(database, row, row.state, now);
    default:
      throw new ImportNotThere(row.state);
  }
}

/** @throws ImportNotThere; ImportUnderWay when another one is */
export function undoImport(database: Prismas, row: Import, now: number): Promise<void> {
  return undo(database, row, 'done', now);
}

async function undo({ prisma }: Prismas, row: Import, from: StateOfImport, now: number): Promise<void> {
  await orUnderWay(async () => {
    await rememberLeads(prisma, row);
    const total = await prisma.event.count({ where: { importId: row.id } });
    if (!(await enterState(prisma, row.id, from, 'undoing', { total, now }))) throw new ImportNotThere(row.state);
    await prisma.import.update({ where: { id: row.id }, data: { paused: false } });
  });
}

async function move(
  { prisma }: Prismas,
  row: Import,
  from: StateOfImport,
  to: StateOfImport,
  change: Parameters<typeof enterState>[4],
): Promise<void> {
  if (!(await enterState(prisma, row.id, from, to, change))) throw new ImportNotThere(row.state);
}

/** What was found goes with it: there are names and addresses in it. */
async function giveUp({ prisma }: Prismas, row: Import, from: StateOfImport, now: number): Promise<void> {
  if (!(await enterState(prisma, row.id, from, 'canceled', { total: 0, now }))) throw new ImportNotThere(row.state);
  await prisma.importItem.deleteMany({ where: { importId: row.id } });
  await prisma.importCustomer.deleteMany({ where: { importId: row.id } });
}
