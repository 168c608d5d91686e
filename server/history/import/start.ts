import type { Timer } from '../../jobs/timers.ts';
import { type ReadDependencies, readImports } from './read-due.ts';

/** ms; what is to be read is looked for with one query */
const lookEvery = 1_000;

/** This process's part in reading imports. `stop` ends what is under way between two pages. */
export function startReadingImports(dependencies: Omit<ReadDependencies, 'now'>): {
  readonly timer: Timer;
  readonly stop: () => Promise<void>;
} {
  const stop = new AbortController();
  return {
    timer: {
      name: 'imports',
      every: lookEvery,
      run: () => readImports({ ...dependencies, now: Date.now }, stop.signal),
    },
    stop: async () => stop.abort(),
  };
}
