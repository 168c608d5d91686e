import { KommoError, KommoRefused } from '../../kommo/requests/errors.ts';
import { isDatabaseDown, isRowRefused, sqlStateOf } from '../../platform/database/failures.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import type { SkipList, SkippedName } from './skip-list.ts';

/**
 * Does the work for all items at once. Where one of them makes it fail, the halves are tried apart, and so on until the
 * culprit is alone: it is set aside, and none of the others waits for it. The work must be harmless to repeat.
 * @param isOfItems whether a failure may be about single items; by default as `isOfSingleItems` says
 * @throws what concerns more than single items, such as a database or a Kommo that is not there
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

/** Whether a failure is about what was worked on, and would come again with it. */
export function isOfSingleItems(error: unknown): boolean {
  if (error instanceof KommoError) return error instanceof KommoRefused;
  if (isDatabaseDown(error)) return false;
  const isDatabaseError = sqlStateOf(error) !== null || error instanceof Prisma.PrismaClientKnownRequestError;
  return !isDatabaseError || isRowRefused(error);
}

/** ms; each try costs an error in the log */
export const unmarkableFor = 5 * minute;

/** Marks something as failed in the database. What takes not even the mark is left alone for some minutes. */
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

/** Why something was set aside, for the event log. A database's own message may quote a customer, so its code has to do. */
export function reasonOfFailure(error: unknown): string {
  if (error instanceof KommoError) return error.message;
  const state = sqlStateOf(error);
  if (state !== null) return `the database refuses it: ${state}`;
  return error instanceof Error ? error.name : typeof error;
}
