import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface PageOptions {
  readonly context?: BrowserContextOptions;
  /** runs before the page loads anything */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** ms; below the time limit of a test, so that what never comes is named */
const waitsUpTo = 50_000;

/** A page of a reader in Berlin, in a context of its own. */
export async function openPage(browser: Browser, { context, prepare }: PageOptions = {}): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-US', timezoneId: 'Europe/Berlin', ...context });
  page.setDefaultTimeout(waitsUpTo);
  await prepare?.(page);
  return page;
}

/** Empties what the browser stores for the pages with every one that is opened; a reload keeps it. */
export function forgetWhenOpened(page: Page): Promise<unknown> {
  // Of the context, whose scripts run in their order: a fake clock that is installed later has no navigations.
  return page.context().addInitScript(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type !== 'navigate') return;
    if (!location.protocol.startsWith('http')) return;
    sessionStorage.clear();
    localStorage.clear();
  });
}
