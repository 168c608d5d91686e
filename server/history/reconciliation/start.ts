import type { Timer } from '../../platform/jobs/start-timers.ts';
import type { ReconciliationDependencies } from './context.ts';
import { askAllAtStart } from './due.ts';
import { createReconciler } from './reconciler.ts';
import { untilRecorded } from './until-recorded.ts';

/** ms; each check for due work costs one indexed query */
const lookEvery = 5_000;

export interface Reconciling {
  readonly timer: Timer;
  /** Stops the work between two requests; it continues there after the next start. */
  readonly stop: () => Promise<void>;
}

/** This process's share of the reconciliation of all accounts; each account is checked at the start. */
export function startReconciling(dependencies: Omit<ReconciliationDependencies, 'untilRecorded' | 'now'>): Reconciling {
  const { database, wake } = dependencies;
  const stop = new AbortController();
  const whole: ReconciliationDependencies = {
    ...dependencies,
    now: Date.now,
    untilRecorded: (accountId, signal) => untilRecorded(database, wake, accountId, signal),
  };
  const reconciler = createReconciler(whole, stop.signal);
  let asked = false;
  return {
    timer: {
      name: 'reconciliation',
      every: lookEvery,
      run: async () => {
        if (!asked) await askAllAtStart(database, Date.now());
        asked = true;
        await reconciler.startDue();
      },
    },
    stop: async () => {
      stop.abort();
      await reconciler.settle();
    },
  };
}
