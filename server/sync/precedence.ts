import { type Arrivals, createArrivals } from '../platform/runtime/arrivals.ts';
import { keep } from '../platform/runtime/keep.ts';

/** Which work goes first in this process: FastSpring's deliveries, then an account's recording, then its planning. */
export interface Precedence {
  /** deliveries of all accounts: each answer waits for the same processor */
  readonly deliveries: Arrivals;
  /** the recording of an account's events */
  readonly recordingOf: (accountId: string) => Arrivals;
  /** waits before planning, at most two seconds for each; other accounts' recording holds nothing up */
  readonly beforePlanning: (accountId: string, signal: AbortSignal) => Promise<void>;
}

/** A few accounts are recorded at a time. */
const accountsAtMost = 100;

export function createPrecedence(create: () => Arrivals = createArrivals): Precedence {
  const deliveries = create();
  const recordings = new Map<string, Arrivals>();
  const recordingOf = (accountId: string) => keep(recordings, accountsAtMost, accountId, create);
  return {
    deliveries,
    recordingOf,
    beforePlanning: async (accountId, signal) => {
      await deliveries.untilQuiet(signal);
      await recordings.get(accountId)?.untilQuiet(signal);
    },
  };
}
