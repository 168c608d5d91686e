import { expect, onTestFinished, test } from 'vitest';
import { createLimiter } from './limiter.ts';
import type { RequestSlots } from './request-slots.ts';

const nothing = async () => undefined;
const granting: RequestSlots = {
  claim: async () => ({ granted: true, slotId: 1n }),
  release: nothing,
  overLimit: nothing,
  cancel: nothing,
};

/** With a window so long that no pace comes to an end during the test. */
function start(slots: RequestSlots = granting) {
  const logged: unknown[] = [];
  const log = { warn: (entry: unknown) => void logged.push(entry) };
  const limiter = createLimiter(slots, { limit: 7, windowMs: 3_600_000, turnMs: 3_600_000 }, log);
  onTestFinished(() => limiter.close());
  return { limiter, logged };
}

test('a 429 that cannot be stored is logged, and the answer is given all the same', async () => {
  const lost = new Error('canceling statement');
  const { limiter, logged } = start({ ...granting, overLimit: () => Promise.reject(lost) });
  const answer = limiter.inTurn('acme', 'background', nothing, async (_, overLimit) => {
    overLimit(1_000);
    return 429;
  });
  expect(await answer).toBe(429);
  expect(logged).toEqual([{ err: lost }]);
});
