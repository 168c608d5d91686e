import type { ReconciliationDependencies } from './context.ts';
import { addMissingRows, findDue } from './due.ts';
import { reconcileAccount } from './reconcile-account.ts';

/** Accounts in progress in this process at the same time: one that hangs must not hold up the others. */
const accountsAtOnce = 8;
/**
 * The maximum number of these with a whole comparison, which may take an hour: other accounts must still be checked.
 */
const comparisonsAtOnce = 4;

/** One process's share of the reconciliation of all accounts. */
export interface Reconciler {
  /** Starts the due work and does not wait for it. Call it repeatedly. */
  readonly startDue: () => Promise<void>;
  /** Waits for all started work. */
  readonly settle: () => Promise<void>;
}

/** @param signal stops the work between two requests; it continues there after the next start */
export function createReconciler(dependencies: ReconciliationDependencies, signal: AbortSignal): Reconciler {
  const { database, log, now } = dependencies;
  const running = new Map<string, { readonly work: Promise<void>; readonly comparison: boolean }>();
  const comparing = () => [...running.values()].filter(({ comparison }) => comparison).length;
  return {
    startDue: async () => {
      await addMissingRows(database, now());
      for (const { accountId, comparison: isDue } of await findDue(database, now())) {
        if (signal.aborted || running.size >= accountsAtOnce) return;
        if (running.has(accountId)) continue;
        const comparison = isDue && comparing() < comparisonsAtOnce;
        const work = reconcileAccount(dependencies, { accountId, comparison }, signal)
          .catch((error: unknown) => log.warn({ err: error, accountId }, 'an account could not be reconciled'))
          .finally(() => running.delete(accountId));
        running.set(accountId, { work, comparison });
      }
    },
    settle: async () => {
      await Promise.all([...running.values()].map(({ work }) => work));
    },
  };
}
