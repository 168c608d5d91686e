import type { Timer } from '../../platform/jobs/start-timers.ts';
import { createImportReader } from './import-reader.ts';
import type { ReadDependencies } from './read-due.ts';

/** ms; what is to be read is looked for with one query */
const lookEvery = 1_000;

/** This process's part in reading imports. `stop` ends what is under way between two pages. */
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
