import { createTokenBuckets } from '../../platform/runtime/token-buckets.ts';
import type { KommoPriority } from '../api/api.ts';

/** Requests under way per party. A person's request finds a place beside a backlog. */
const inFlightAtMost: Readonly<Record<KommoPriority, number>> = { background: 3, interactive: 4 };
/** A party whose last request got no answer is tried with one request at a time, so that it holds few slots. */
const inFlightWhileSilent = 1;

/** A request that waits for a slot: who it is for, and how urgent it is. */
export interface Queued {
  readonly party: string;
  readonly priority: KommoPriority;
}

/**
 * Who gets the next slot: interactive requests go first; otherwise the party that was served the longest time ago.
 *
 * Spreads the background requests of a party over the window once they have used half of it. A backlog would otherwise
 * take all slots of a window in its first moments, and others that send one request after another would wait for the
 * next window each time. Costs a backlog nothing: evenly taken slots come back as evenly.
 */
export function createSlotQueue<Request extends Queued>(limit: number, windowMs: number) {
  const queue: Request[] = [];
  const inFlight = new Map<string, number>();
  const silent = new Set<string>();
  const pace = { burst: Math.ceil(limit / 2), perSecond: (limit / windowMs) * 1_000 };
  const paces = createTokenBuckets(pace, () => performance.now());
  const servedAt = new Map<string, number>();
  let served = 0;

  const hasRoom = ({ party, priority }: Queued) =>
    (inFlight.get(party) ?? 0) < (silent.has(party) ? inFlightWhileSilent : inFlightAtMost[priority]);
  const untilPaced = ({ party, priority }: Queued) => (priority === 'interactive' ? 0 : paces.waitFor(party, 1));
  const lastServed = ({ party }: Queued) => servedAt.get(party) ?? -1;

  return {
    add: (request: Request) => void queue.push(request),
    remove(request: Request): void {
      const index = queue.indexOf(request);
      if (index >= 0) queue.splice(index, 1);
    },
    removeAll: (): readonly Request[] => queue.splice(0),
    next(): Request | undefined {
      const ready = queue.filter((request) => hasRoom(request) && untilPaced(request) === 0);
      const urgent = ready.filter(({ priority }) => priority === 'interactive');
      return (urgent.length > 0 ? urgent : ready).toSorted((one, other) => lastServed(one) - lastServed(other))[0];
    },
    /** ms until the pace allows the next one that has room; undefined when there is none */
    untilNext(): number | undefined {
      const waits = queue.filter(hasRoom).map(untilPaced);
      return waits.length === 0 ? undefined : Math.min(...waits);
    },
    begin({ party, priority }: Queued): void {
      inFlight.set(party, (inFlight.get(party) ?? 0) + 1);
      served += 1;
      servedAt.set(party, served);
      if (priority === 'background') paces.spend(party, 1);
    },
    /** Whether the party's last request got an answer. */
    note(party: string, isAnswered: boolean): void {
      if (isAnswered) silent.delete(party);
      else silent.add(party);
    },
    end(party: string): void {
      const left = (inFlight.get(party) ?? 1) - 1;
      if (left > 0) inFlight.set(party, left);
      else inFlight.delete(party);
    },
    isIdle: () => inFlight.size === 0,
  };
}
