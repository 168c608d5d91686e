import { setTimeout as sleep } from 'node:timers/promises';
import { FastspringRateLimited } from './errors.ts';
import type { RequestSlots } from './request-slots.ts';

/** `interactive`: a person waits for the answer. */
export type FastspringPriority = 'interactive' | 'background';

/**
 * Requests in a minute. FastSpring takes 250; the margin is for what else the operator runs behind the same address,
 * and background work leaves room for people.
 */
const slotsFor: Readonly<Record<FastspringPriority, number>> = { interactive: 240, background: 200 };
/** ms that a request waits for its turn; a little more than a minute, after which a free slot is certain to have come */
const waitAtMost: Readonly<Record<FastspringPriority, number>> = { interactive: 3_000, background: 65_000 };

/**
 * Waits until the request may be sent.
 * @param signal ends the waiting
 * @returns the slot to release after the answer
 * @throws FastspringRateLimited when the turn does not come soon enough
 */
export async function takeTurn(
  slots: Pick<RequestSlots, 'claim'>,
  priority: FastspringPriority,
  signal: AbortSignal,
): Promise<bigint> {
  const giveUpAt = performance.now() + waitAtMost[priority];
  for (;;) {
    const claim = await slots.claim(slotsFor[priority]);
    if (claim.granted) return claim.slotId;
    const ended = performance.now() + claim.wait > giveUpAt || !(await waited(claim.wait, signal));
    if (ended) throw new FastspringRateLimited('Not sent to FastSpring: its limit a minute is used up', claim.wait);
  }
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
