import type { FastifyBaseLogger } from 'fastify';
import type { KommoPriority } from '../api/api.ts';
import { KommoNotSent } from './errors.ts';
import type { RequestSlots } from './request-slots.ts';
import { createSlotQueue, type Queued } from './slot-queue.ts';
import type { KommoTimeouts } from './timeouts.ts';

export interface Limiter {
  /**
   * Runs `prepare` and then `send` when the request gets a slot. `party` is who the request is for: parties take
   * turns, and each has few requests under way. What `prepare` throws gives the slot back unused; it may run again
   * when it took too long. Whatever `send` throws means that no answer came; `send` calls `overLimit` when Kommo
   * answered with 429.
   * @throws KommoNotSent when the limiter is closed, and while Kommo wants nothing from this address
   */
  readonly schedule: <P, T>(
    party: string,
    priority: KommoPriority,
    prepare: () => Promise<P>,
    send: (prepared: P, overLimit: (retryAfter: number) => void) => Promise<T>,
  ) => Promise<T>;
  /** Refuses all requests that wait or come later; resolves when nothing is under way any more. */
  readonly close: () => Promise<void>;
}

/** Slots that background requests leave to people, as `Slots.claim` says. */
const keptFreeBy: Readonly<Record<KommoPriority, number>> = { background: 1, interactive: 0 };

interface Limits extends Pick<KommoTimeouts, 'windowMs' | 'sendWithinMs'> {
  /** requests in a window, at least 1 */
  readonly limit: number;
}

interface Slot {
  readonly id: bigint;
  /** performance.now() before the claim */
  readonly claimedAt: number;
}

interface Waiting extends Queued {
  readonly grant: (slot: Slot) => void;
  readonly refuse: (error: unknown) => void;
}

type SlotQueue = ReturnType<typeof createSlotQueue<Waiting>>;

/**
 * Never lets more than `limit` requests arrive at Kommo in any of the slots' windows, over all processes that share the
 * slots. Background requests leave the last slot to people, unless another one is free soon.
 */
export function createLimiter(
  slots: RequestSlots,
  { limit, windowMs, sendWithinMs }: Limits,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Limiter {
  const queue = createSlotQueue<Waiting>(limit, windowMs);
  const serving = createServing(slots, queue, limit);
  let closed = false;
  let allEnded: () => void = () => undefined;

  function acquireSlot(party: string, priority: KommoPriority): Promise<Slot> {
    if (closed) return Promise.reject(stopping());
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    queue.add({ party, priority, grant: resolve, refuse: reject });
    serving.start(priority === 'interactive');
    return promise;
  }

  return {
    schedule: async (party, priority, prepare, send) => {
      for (;;) {
        const slot = await acquireSlot(party, priority);
        let end = slots.cancel;
        let isAnswered: boolean | undefined;
        try {
          const prepared = await prepare();
          // A process that stood still in between would send while its slot counts no longer.
          if (performance.now() - slot.claimedAt > sendWithinMs) continue;
          end = slots.release;
          isAnswered = false;
          const answer = await send(prepared, (retryAfter) => {
            end = (slotId) => slots.overLimit(slotId, retryAfter);
          });
          isAnswered = true;
          return answer;
        } finally {
          if (isAnswered !== undefined) queue.note(party, isAnswered);
          await end(slot.id).catch((error: unknown) => {
            // The slot counts until its bound, which is safe; a 429 is lost.
            log.warn({ err: error }, 'the end of a request to Kommo could not be stored');
          });
          queue.end(party);
          if (queue.isIdle()) allEnded();
          serving.start(false);
        }
      }
    },
    close: () => {
      closed = true;
      for (const { refuse } of queue.removeAll()) refuse(stopping());
      serving.wakeUp();
      return new Promise((resolve) => {
        allEnded = resolve;
        if (queue.isIdle()) resolve();
      });
    },
  };
}

/** Serves the queue until none may go; there is one such loop at a time. */
function createServing(slots: RequestSlots, queue: SlotQueue, limit: number) {
  let isServing = false;
  /** whether it sleeps only because those that wait keep their pace, so that a new request may go first */
  let isPacing = false;
  let wakeUp: () => void = () => undefined;

  async function serve(): Promise<void> {
    for (let wait = queue.untilNext(); wait !== undefined; wait = queue.untilNext()) {
      const first = queue.next();
      if (first === undefined) {
        isPacing = true;
        await sleep(wait);
        isPacing = false;
        continue;
      }
      const claimedAt = performance.now();
      try {
        const claim = await slots.claim(limit, keptFreeBy[first.priority]);
        if (claim.granted) await grant({ id: claim.slotId, claimedAt });
        else if ('wait' in claim) await sleep(claim.wait);
        else throw new KommoNotSent('Kommo asked to wait before the next request from this address', claim.pause);
      } catch (error) {
        queue.remove(first);
        first.refuse(error);
      }
    }
  }

  /** Looks for the next one again: a more urgent one may have come during the claim, or the first may have left. */
  async function grant(slot: Slot): Promise<void> {
    const request = queue.next();
    if (request === undefined) return slots.cancel(slot.id);
    queue.remove(request);
    queue.begin(request);
    request.grant(slot);
  }

  async function sleep(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    wakeUp = resolve;
    await promise;
    clearTimeout(timer);
  }

  function start(isUrgent: boolean): void {
    if (isUrgent || isPacing) wakeUp();
    if (isServing) return;
    isServing = true;
    void serve().finally(() => {
      isServing = false;
      if (queue.untilNext() !== undefined) start(false);
    });
  }

  return { start, wakeUp: () => wakeUp() };
}

function stopping(): KommoNotSent {
  return new KommoNotSent('Not sent to Kommo: this process stops');
}
