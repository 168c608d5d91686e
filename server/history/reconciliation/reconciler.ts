import type { ReconciliationDependencies } from './context.ts';
import { addMissingRows, findDue } from './due.ts';
import { reconcileAccount } from './reconcile-account.ts';

/** Accounts that this process works on at the same time: one that hangs must not hold up the others. */
const accountsAtOnce = 8;
/** Of these, how many at most are compared as a whole, which may take an hour: others still have to be looked at. */
const comparisonsAtOnce = 4;

/** One process's part in the reconciliation of all accounts. */
export interface Reconciler {
  /** Begins what is due and does not wait for it. To be called again and again. */
  readonly startDue: () => Promise<void>;
  /** Waits for all that was begun. */
  readonly settle: () => Promise<void>;
}

/** @param signal ends what is under way between two requests; it goes on where it was after the next start */
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
