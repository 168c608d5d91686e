import { KommoError, KommoRefused } from '../../kommo/requests/errors.ts';
import { isDatabaseDown, isRowRefused, sqlStateOf } from '../../platform/database/failures.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import type { SkipList, SkippedName } from './skip-list.ts';

/**
 * Does the work for all items at once. If one of them makes it fail, each half is tried separately, and so on until the
 * culprit is alone: it is set aside, and no other item waits for it. The work must be harmless to repeat.
 * @param isOfItems whether a failure may be about single items; by default as `isOfSingleItems` says
 * @throws errors that concern more than single items, such as an unreachable database or Kommo
 */
export async function isolateFailures<Item>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<void>,
  setAside: (item: Item, error: unknown) => Promise<void>,
  isOfItems: (error: unknown) => boolean = isOfSingleItems,
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  try {
    await work(items);
  } catch (error) {
    if (!isOfItems(error)) throw error;
    if (items.length === 1) return setAside(first, error);
    const middle = Math.ceil(items.length / 2);
    await isolateFailures(items.slice(0, middle), work, setAside, isOfItems);
    await isolateFailures(items.slice(middle), work, setAside, isOfItems);
  }
}

/** Whether a failure is caused by the items themselves, and would recur with them. */
export function isOfSingleItems(error: unknown): boolean {
  if (error instanceof KommoError) return error instanceof KommoRefused;
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
  const state = sqlStateOf(error);
  if (state !== null) return `the database refuses it: ${state}`;
  return error instanceof Error ? error.name : typeof error;
}
