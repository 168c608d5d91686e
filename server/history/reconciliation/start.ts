import type { Timer } from '../../platform/jobs/start-timers.ts';
import type { ReconciliationDependencies } from './context.ts';
import { askAllAtStart } from './due.ts';
import { createReconciler } from './reconciler.ts';
import { untilRecorded } from './until-recorded.ts';

/** ms; what is due is looked for with one indexed query */
const lookEvery = 5_000;

export interface Reconciling {
  readonly timer: Timer;
  /** Ends what is under way between two requests; it goes on where it was after the next start. */
  readonly stop: () => Promise<void>;
}

/** This process's part in the reconciliation of all accounts; at its start each is looked at. */
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
