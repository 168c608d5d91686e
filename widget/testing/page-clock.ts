import type { Page } from 'playwright-core';
import { type PageRequests, watchRequests } from './page-requests.ts';

/** The clock of a page, which stands until the test moves it. Nothing then depends on how fast the machine is. */
export interface PageClock extends PageRequests {
  readonly now: () => Promise<number>;
  /** Lets so many ms pass, second by second: each begins when the widget has the answers to what it asked. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** Stops the clock of a loaded page, whose `clock.install()` was called before it loaded. */
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
