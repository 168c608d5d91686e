import { KommoError, KommoRefused } from '../../kommo/requests/errors.ts';
import { hasTakenTooLong, isDatabaseDown, isRowRefused, sqlStateOf } from '../../platform/database/failures.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import type { SkipList, SkippedName } from './skip-list.ts';

/** A third item that takes too long by itself shows that the database is slow, and not these items. */
const slowItemsAtMost = 2;

/**
 * Does the work for all items at once. If one of them makes it fail, each half is tried separately, and so on until the
 * culprit is alone: it is set aside, and no other item waits for it. The work must be harmless to repeat.
 * @param isOfItems whether a failure may be about single items; by default as `isOfSingleItems` says
 * @throws errors that concern more than single items, such as an unreachable or slow database, or Kommo
 */
export async function isolateFailures<Item>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<void>,
  setAside: (item: Item, error: unknown) => Promise<void>,
  isOfItems: (error: unknown) => boolean = isOfSingleItems,
): Promise<void> {
  let slow = 0;
  await isolate(items);

  async function isolate(some: readonly Item[]): Promise<void> {
    const [first] = some;
    if (first === undefined) return;
    try {
      await work(some);
    } catch (error) {
      if (!isOfItems(error)) throw error;
      if (some.length === 1) {
        if (hasTakenTooLong(error)) slow += 1;
        if (slow > slowItemsAtMost) throw error;
        return setAside(first, error);
      }
      const middle = Math.ceil(some.length / 2);
      await isolate(some.slice(0, middle));
      await isolate(some.slice(middle));
    }
  }
}

/**
 * Whether a failure is caused by the items themselves, and would recur with them. That includes what takes too long: fewer
 * of them take less, and a single one that takes too long must not hold up the others.
 */
export function isOfSingleItems(error: unknown): boolean {
  if (error instanceof KommoError) return error instanceof KommoRefused;
  if (hasTakenTooLong(error)) return true;
  if (isDatabaseDown(error)) return false;
  const isDatabaseError = sqlStateOf(error) !== null || error instanceof Prisma.PrismaClientKnownRequestError;
  return !isDatabaseError || isRowRefused(error);
}

/** ms; each try costs an error in the log */
export const unmarkableFor = 5 * minute;

/** Marks items as failed in the database. If even the mark cannot be stored, they are skipped for some minutes. */
export async function markOrSkip(
  skips: SkipList,
  names: readonly SkippedName[],
  mark: () => Promise<unknown>,
): Promise<void> {
  try {
    await mark();
    for (const name of names) skips.skipThisRun(name);
  } catch (error) {
    if (!isOfSingleItems(error)) throw error;
    for (const name of names) skips.skipFor(unmarkableFor, name);
  }
}

/** The reason for the event log. A database's own message may quote a customer, so only its code is used. */
export function reasonOfFailure(error: unknown): string {
  if (error instanceof KommoError) return error.message;
  if (hasTakenTooLong(error)) return 'it takes the database too long';
  const state = sqlStateOf(error);
  if (state !== null) return `the database refuses it: ${state}`;
  return error instanceof Error ? error.name : typeof error;
}
