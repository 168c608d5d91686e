import { second } from '../time/units.ts';
import { afterEarlier } from './after-earlier.ts';

/** ms; an item that is requested again and again makes room for others after this time */
const repeatFor = 5 * second;

/** The runs of this process. */
export interface LocalRuns {
  /**
   * Asks the run of an item that is in progress here to look once more at its end. A request costs a statement and wakes
   * workers; a burst of webhooks would make one for each.
   * @returns whether there is such a run
   */
  readonly askForAnother: (item: string) => boolean;
  /**
   * Runs an item after its earlier run, and again while it is asked to.
   * @param signal aborted when the item is no longer this process's
   * @returns whether another run is asked for that has to make room for other items first
   */
  readonly run: (item: string, signal: AbortSignal, work: () => Promise<void>) => Promise<boolean>;
}

export function createLocalRuns(): LocalRuns {
  const last = new Map<string, Promise<void>>();
  const current = new Map<string, { readonly signal: AbortSignal; isAskedAgain: boolean }>();

  async function repeat(item: string, signal: AbortSignal, work: () => Promise<void>): Promise<boolean> {
    const begun = performance.now();
    const own = { signal, isAskedAgain: true };
    current.set(item, own);
    try {
      while (own.isAskedAgain && !signal.aborted && performance.now() - begun < repeatFor) {
        own.isAskedAgain = false;
        await work();
      }
      return own.isAskedAgain;
    } finally {
      current.delete(item);
    }
  }

  return {
    askForAnother: (item) => {
      const run = current.get(item);
      if (run === undefined || run.signal.aborted) return false;
      run.isAskedAgain = true;
      return true;
    },
    run: async (item, signal, work) => {
      let isAskedAgain = false;
      await afterEarlier(last, item, signal, async () => {
        isAskedAgain = await repeat(item, signal, work);
      });
      return isAskedAgain;
    },
  };
}
