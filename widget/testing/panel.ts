import type { Page } from 'playwright-core';

/** The payment panel in the lead card. */
export const panel = '.payments-via-fastspring';

/** Waits until the panel shows these words. */
export function untilPanelShows(page: Page, words: string): Promise<void> {
  return page.locator(panel).getByText(words).first().waitFor();
}
