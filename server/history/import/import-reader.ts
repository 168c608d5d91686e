import { findDue, type ReadDependencies, readImport } from './read-due.ts';

/** Imports read by this process at the same time: one for which FastSpring hangs must not hold up the others. */
const importsAtOnce = 4;

/** One process's part in reading the imports of all accounts. */
export interface ImportReader {
  /** Starts the due imports and does not wait for them. Call it repeatedly. */
  readonly startDue: () => Promise<void>;
  /** Waits for all started work. */
  readonly settle: () => Promise<void>;
}

/** @param signal stops the reading between two pages; it continues there after the next start */
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
