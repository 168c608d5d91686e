import { recordReceivedEvents } from '../../../server/sync/record/record-events.ts';
import { type AccountJobDependencies, workOnAccount } from '../../../server/sync/work.ts';

/** Records the account's stored events, as the record queue does. @returns whether there were any */
export async function recordAll(
  { database, guard, log, now }: AccountJobDependencies,
  accountId: string,
): Promise<boolean> {
  const { signal } = new AbortController();
  let recorded = false;
  while ((await recordReceivedEvents({ prisma: database.prisma, guard, log }, accountId, now(), signal)) > 0) {
    recorded = true;
  }
  return recorded;
}

/** One run of each queue: the stored events are recorded, then the account's job takes them to Kommo. */
export async function runAccount(
  dependencies: AccountJobDependencies,
  accountId: string,
  signal: AbortSignal,
): Promise<{ more: boolean }> {
  await recordAll(dependencies, accountId);
  const { more } = await workOnAccount(dependencies, accountId, signal);
  // An import stores events in between.
  const recorded = await recordAll(dependencies, accountId);
  return { more: more || recorded };
}
