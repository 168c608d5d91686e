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
  const limiter = createLimiter(slots, { limit: 7, windowMs: 3_600_000, sendWithinMs: 3_600_000 }, log);
  onTestFinished(() => limiter.close());
  return { limiter, logged };
}

test('a 429 that cannot be stored is logged, and the answer is given all the same', async () => {
  const lost = new Error('canceling statement');
  const { limiter, logged } = start({ ...granting, overLimit: () => Promise.reject(lost) });
  const answer = limiter.schedule('acme', 'background', nothing, async (_, overLimit) => {
    overLimit(1_000);
    return 429;
  });
  expect(await answer).toBe(429);
  expect(logged).toEqual([{ err: lost }]);
});

test('the end of a turn lets the party’s next request go while another keeps its pace', async () => {
  const { limiter } = start();
  const go = (party: string, send: () => Promise<void>) => limiter.schedule(party, 'background', nothing, send);
  for (let count = 0; count < 4; count += 1) await go('backlog', nothing);
  const finish: (() => void)[] = [];
  const turns = [0, 1, 2].map(() => go('other', () => new Promise((resolve) => finish.push(resolve))));
  const fourth = go('other', nothing);
  const paced = go('backlog', nothing);
  const outcomes = Promise.allSettled([fourth, paced]);
  await expect.poll(() => finish.length).toBe(3);
  // All claims are over, so the limiter sleeps until the backlog's next request may go.
  await new Promise(setImmediate);
  for (const end of finish) end();
  await Promise.all(turns);
  // What was not served by then is refused.
  await new Promise(setImmediate);
  await limiter.close();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});
