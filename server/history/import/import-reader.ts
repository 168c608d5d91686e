import { findDue, type ReadDependencies, readImport } from './read-due.ts';

/** Imports that this process reads at the same time: an account whose FastSpring hangs must not hold up another. */
const importsAtOnce = 4;

/** One process's part in reading the imports of all accounts. */
export interface ImportReader {
  /** Begins what is due and does not wait for it. To be called again and again. */
  readonly startDue: () => Promise<void>;
  /** Waits for all that was begun. */
  readonly settle: () => Promise<void>;
}

/** @param signal ends what is under way between two pages; it goes on where it was after the next start */
export function createImportReader(dependencies: ReadDependencies, signal: AbortSignal): ImportReader {
  const { database, log, now } = dependencies;
  const running = new Map<string, Promise<void>>();
  return {
    startDue: async () => {
      for (const id of await findDue(database, now())) {
        if (signal.aborted || running.size >= importsAtOnce) return;
        if (running.has(id)) continue;
        const reading = readImport(dependencies, id, signal)
          .catch((error: unknown) => log.error({ err: error, importId: id }, 'an import could not be read'))
          .finally(() => running.delete(id));
        running.set(id, reading);
      }
    },
    settle: async () => {
      await Promise.all(running.values());
    },
  };
}
