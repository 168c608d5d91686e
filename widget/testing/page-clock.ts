import type { Page } from 'playwright-core';
import { type PageRequests, watchRequests } from './page-requests.ts';

/** The clock of a page, moved only by the test: nothing depends on the machine's speed. */
export interface PageClock extends PageRequests {
  readonly now: () => Promise<number>;
  /** Lets this many ms pass, second by second: each begins when the widget has its answers. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** Stops the clock of a loaded page; `clock.install()` must have been called before it loaded. */
export async function stopClock(page: Page): Promise<PageClock> {
  const requests = await watchRequests(page);
  const now = (): Promise<number> => page.evaluate(() => Date.now());
  // Until this call arrives the clock runs, and it cannot be stopped in its past.
  await page.clock.pauseAt((await now()) + 60_000);
  return {
    ...requests,
    now,
    async pass(milliseconds) {
      await requests.untilAnswered();
      for (let left = milliseconds; left > 0; left -= 1_000) {
        await page.clock.runFor(Math.min(left, 1_000));
        await requests.untilAnswered();
      }
    },
  };
}
