import { setTimeout as sleep } from 'node:timers/promises';
import type { Slots } from '../../outward/slots.ts';
import { requestsPerMinute } from '../limits.ts';
import { FastspringRateLimited } from './errors.ts';

/** `interactive`: a person waits for the answer. */
export type FastspringPriority = 'interactive' | 'background';

/** ms that a request waits for a slot; a little more than a minute, after which a free slot is certain to have come */
const waitAtMost: Readonly<Record<FastspringPriority, number>> = { interactive: 3_000, background: 65_000 };

/**
 * Waits until the request may be sent.
 * @param signal ends the waiting
 * @returns the slot to release after the answer
 * @throws FastspringRateLimited when no slot is free soon enough
 */
export async function acquireSlot(
  slots: Pick<Slots, 'claim'>,
  priority: FastspringPriority,
  signal: AbortSignal,
): Promise<bigint> {
  const giveUpAt = performance.now() + waitAtMost[priority];
  for (;;) {
    const claim = await slots.claim(requestsPerMinute[priority]);
    if (claim.granted) return claim.slotId;
    const wait = 'wait' in claim ? claim.wait : claim.pause;
    const isTooLate = performance.now() + wait > giveUpAt;
    const isOver = isTooLate || (await sleep(wait, false, { signal }).catch(() => true));
    if (isOver) throw new FastspringRateLimited('Not sent to FastSpring: its limit a minute is used up', wait);
  }
}
