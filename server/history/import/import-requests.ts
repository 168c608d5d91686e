import type { Transaction } from '../../platform/database/database.ts';
import { type Import, Prisma } from '../../platform/database/generated/client.ts';
import { enterState, forgetFindings, type ImportChoice, type StateOfImport } from './import-states.ts';
import { rememberLeads } from './link-customers.ts';
import { daysOf } from './read-page.ts';

/** The import is not in a state that allows this action. */
export class ImportNotThere extends Error {
  override readonly name = 'ImportNotThere';
  readonly state: string | null;
  /** @param state the import's state; null if there is no such import */
  constructor(state: string | null) {
    super(state === null ? 'There is no such import' : `The import is ${state}`);
    this.state = state;
  }
}

/** Another import of the account is under way. */
export class ImportUnderWay extends Error {
  override readonly name = 'ImportUnderWay';
}

/** A transaction: the request is carried out completely or not at all. */
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

/** The database allows one import per account at a time. */
async function orUnderWay<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw new ImportUnderWay();
    throw error;
  }
}

/** @throws ImportNotThere */
export async function applyImport(database: Prismas, row: Import, kommo: ImportChoice, now: number): Promise<void> {
  const total = await database.prisma.importItem.count({
    where: { accountId: row.accountId, importId: row.id, known: false },
  });
  await move(database, row, 'planned', 'applying', { total, now, kommo });
}

/** Pauses or resumes it; a step in progress is finished. @throws ImportNotThere */
export async function pauseImport({ prisma }: Prismas, row: Import, paused: boolean, now: number): Promise<void> {
  const { count } = await prisma.import.updateMany({
    where: {
      accountId: row.accountId,
      id: row.id,
      state: { in: ['reading', 'matching', 'applying', 'linking', 'undoing'] },
    },
    data: { paused, measuredFrom: row.done, measuredSince: new Date(now), retryAt: null, problem: null },
  });
  if (count === 0) throw new ImportNotThere(row.state);
}

/** Before it is applied, it is abandoned; afterwards its changes so far are undone. @throws ImportNotThere */
export async function cancelImport(database: Prismas, row: Import, now: number): Promise<void> {
  switch (row.state) {
    case 'reading':
    case 'matching':
    case 'planned':
      await move(database, row, row.state, 'canceled', { total: 0, now });
      // Its results contain names and addresses.
      return forgetFindings(database.prisma, row);
    case 'applying':
    case 'linking':
      return undo(database, row, row.state, now);
    default:
      throw new ImportNotThere(row.state);
  }
}

/** @throws ImportNotThere; ImportUnderWay if another one is under way */
export function undoImport(database: Prismas, row: Import, now: number): Promise<void> {
  return undo(database, row, 'done', now);
}

async function undo({ prisma }: Prismas, row: Import, from: StateOfImport, now: number): Promise<void> {
  await orUnderWay(async () => {
    await rememberLeads(prisma, row);
    const total = await prisma.event.count({ where: { accountId: row.accountId, importId: row.id } });
    await move({ prisma }, row, from, 'undoing', { total, now });
    await prisma.import.update({
      where: { accountId_id: { accountId: row.accountId, id: row.id } },
      data: { paused: false },
    });
  });
}

async function move(
  { prisma }: Prismas,
  row: Import,
  from: StateOfImport,
  to: StateOfImport,
  change: Parameters<typeof enterState>[4],
): Promise<void> {
  if (!(await enterState(prisma, row, from, to, change))) throw new ImportNotThere(row.state);
}
