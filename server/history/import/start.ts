import type { Timer } from '../../platform/jobs/start-timers.ts';
import { createImportReader } from './import-reader.ts';
import type { ReadDependencies } from './read-due.ts';

/** ms; each check for due imports costs one query */
const lookEvery = 1_000;

/** This process's share of reading imports. `stop` ends the reading between two pages. */
export function startReadingImports(dependencies: Omit<ReadDependencies, 'now'>): {
  readonly timer: Timer;
  readonly stop: () => Promise<void>;
} {
  const stop = new AbortController();
  const reader = createImportReader({ ...dependencies, now: Date.now }, stop.signal);
  return {
    timer: { name: 'imports', every: lookEvery, run: reader.startDue },
    stop: async () => {
      stop.abort();
      await reader.settle();
    },
  };
}
