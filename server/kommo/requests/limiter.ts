import type { FastifyBaseLogger } from 'fastify';
import { createTokenBuckets } from '../../platform/runtime/token-buckets.ts';
import type { KommoPriority } from '../api/api.ts';
import { KommoNotSent } from './errors.ts';
import type { RequestSlots } from './request-slots.ts';

export interface Limiter {
  /**
   * Runs `prepare` and then `send` when it is this request's turn. `party` is who the request is for: parties take
   * turns, and each has few requests under way. What `prepare` throws gives the turn back unused; it may run again
   * when it took too long. Whatever `send` throws means that no answer came; `send` calls `overLimit` when Kommo
   * answered with 429.
   * @throws KommoNotSent when the limiter is closed, and while Kommo wants nothing from this address
   */
  readonly inTurn: <P, T>(
    party: string,
    priority: KommoPriority,
    prepare: () => Promise<P>,
    send: (prepared: P, overLimit: (retryAfter: number) => void) => Promise<T>,
  ) => Promise<T>;
  /** Refuses all requests that wait or come later; resolves when nothing is under way any more. */
  readonly close: () => Promise<void>;
}

/** Requests under way per party. A person's request finds a place beside a backlog. */
const inFlightAtMost: Readonly<Record<KommoPriority, number>> = { background: 3, interactive: 4 };
/** Slots that background requests leave for people. */
const keptFreeBy: Readonly<Record<KommoPriority, number>> = { background: 1, interactive: 0 };
/** A party whose last request got no answer is tried with one request at a time, so that it holds few slots. */
const inFlightWhileSilent = 1;

interface Limits {
  /** requests in a window, at least 1 */
  readonly limit: number;
  readonly windowMs: number;
  /** how long a turn may take to be sent */
  readonly turnMs: number;
}

/**
 * Spreads the background requests of a party over the window once they have used half of it. A backlog would otherwise
 * take all slots of a window in its first moments, and others that send one request after another would wait for the
 * next window each time. Costs a backlog nothing: evenly taken slots come back as evenly.
 */
function paceOf(limit: number, windowMs: number) {
  return { burst: Math.ceil(limit / 2), perSecond: (limit / windowMs) * 1_000 };
}

interface Waiting {
  readonly party: string;
  readonly priority: KommoPriority;
  readonly grant: (turn: Turn) => void;
  readonly refuse: (error: unknown) => void;
}

interface Turn {
  readonly slotId: bigint;
  /** performance.now() before the claim */
  readonly claimedAt: number;
}

/**
 * Never lets more than `limit` requests arrive at Kommo in any of the slots' windows, over all processes that share the slots.
 * Interactive requests go first, and background ones leave one slot free for them; otherwise the party that was served
 * the longest time ago is next.
 */
export function createLimiter(
  slots: RequestSlots,
  { limit, windowMs, turnMs }: Limits,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Limiter {
  const queue: Waiting[] = [];
  const inFlight = new Map<string, number>();
  const silent = new Set<string>();
  const paces = createTokenBuckets(paceOf(limit, windowMs), () => performance.now());
  const servedAt = new Map<string, number>();
  let served = 0;
  let serving = false;
  /** whether it sleeps only because those that wait keep their pace, so that a new request may go first */
  let isPacing = false;
  let wakeUp: () => void = () => undefined;
  let closed = false;
  let allEnded: () => void = () => undefined;

  const hasRoom = ({ party, priority }: Waiting) =>
    (inFlight.get(party) ?? 0) < (silent.has(party) ? inFlightWhileSilent : inFlightAtMost[priority]);
  const untilPaced = ({ party, priority }: Waiting) => (priority === 'interactive' ? 0 : paces.waitFor(party, 1));

  function next(): Waiting | undefined {
    const ready = queue.filter((waiting) => hasRoom(waiting) && untilPaced(waiting) === 0);
    const urgent = ready.filter(({ priority }) => priority === 'interactive');
    const candidates = urgent.length > 0 ? urgent : ready;
    const lastServed = ({ party }: Waiting) => servedAt.get(party) ?? -1;
    return candidates.reduce<Waiting | undefined>(
      (best, candidate) => (best === undefined || lastServed(candidate) < lastServed(best) ? candidate : best),
      undefined,
    );
  }

  /** ms until the pace allows the next one that has room; undefined when there is none */
  function untilNext(): number | undefined {
    const waits = queue.filter(hasRoom).map(untilPaced);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  /** Serves the queue until none may go; there is one such loop at a time. */
  async function serve(): Promise<void> {
    for (let wait = untilNext(); wait !== undefined; wait = untilNext()) {
      const first = next();
      if (first === undefined) {
        isPacing = true;
        await sleep(wait);
        isPacing = false;
        continue;
      }
      const claimedAt = performance.now();
      try {
        const claim = await slots.claim(limit, keptFreeBy[first.priority]);
        if (claim.granted) await grant({ slotId: claim.slotId, claimedAt });
        else if ('wait' in claim) await sleep(claim.wait);
        else throw new KommoNotSent('Kommo asked to wait before the next request from this address', claim.pause);
      } catch (error) {
        leaveQueue(first);
        first.refuse(error);
      }
    }
  }

  /** Looks for the next one again: a more urgent one may have come during the claim, or the first may have left. */
  async function grant(turn: Turn): Promise<void> {
    const waiting = next();
    if (waiting === undefined) return slots.cancel(turn.slotId);
    leaveQueue(waiting);
    inFlight.set(waiting.party, (inFlight.get(waiting.party) ?? 0) + 1);
    served += 1;
    servedAt.set(waiting.party, served);
    if (waiting.priority === 'background') paces.spend(waiting.party, 1);
    waiting.grant(turn);
  }

  function leaveQueue(waiting: Waiting): void {
    const index = queue.indexOf(waiting);
    if (index >= 0) queue.splice(index, 1);
  }

  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function startServing(): void {
    if (serving) return;
    serving = true;
    void serve().finally(() => {
      serving = false;
      if (untilNext() !== undefined) startServing();
    });
  }

  function takeTurn(party: string, priority: KommoPriority): Promise<Turn> {
    if (closed) return Promise.reject(stopping());
    return new Promise((grant, refuse) => {
      queue.push({ party, priority, grant, refuse });
      if (priority === 'interactive' || isPacing) wakeUp();
      startServing();
    });
  }

  function endTurn(party: string): void {
    const left = (inFlight.get(party) ?? 1) - 1;
    if (left > 0) inFlight.set(party, left);
    else inFlight.delete(party);
    if (inFlight.size === 0) allEnded();
    if (isPacing) wakeUp();
    startServing();
  }

  async function inTurn<P, T>(
    party: string,
    priority: KommoPriority,
    prepare: () => Promise<P>,
    send: (prepared: P, overLimit: (retryAfter: number) => void) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const turn = await takeTurn(party, priority);
      let end = slots.cancel;
      try {
        const prepared = await prepare();
        // A process that stood still in between would send while its slot counts no longer.
        if (performance.now() - turn.claimedAt > turnMs) continue;
        end = slots.release;
        const answer = await send(prepared, (retryAfter) => {
          end = (slotId) => slots.overLimit(slotId, retryAfter);
        });
        silent.delete(party);
        return answer;
      } catch (error) {
        if (end !== slots.cancel) silent.add(party);
        throw error;
      } finally {
        await end(turn.slotId).catch((error: unknown) => {
          // The slot counts until its bound, which is safe; a 429 is lost.
          log.warn({ err: error }, 'the end of a request to Kommo could not be stored');
        });
        endTurn(party);
      }
    }
  }

  return {
    inTurn,
    close: () => {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.refuse(stopping());
      wakeUp();
      return new Promise((resolve) => {
        allEnded = resolve;
        if (inFlight.size === 0) resolve();
      });
    },
  };
}

function stopping(): KommoNotSent {
  return new KommoNotSent('Not sent to Kommo: this process stops');
}
