import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface PageOptions {
  readonly context?: BrowserContextOptions;
  /** runs before the page loads anything */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** ms; below the time limit of a test, so that a failure names what is missing */
const waitsUpTo = 50_000;

/** A page for a reader in Berlin, in its own context. */
export async function openPage(browser: Browser, { context, prepare }: PageOptions = {}): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-US', timezoneId: 'Europe/Berlin', ...context });
  page.setDefaultTimeout(waitsUpTo);
  await prepare?.(page);
  return page;
}

/** Empties the browser's storage for every newly opened page; a reload keeps it. */
export function forgetWhenOpened(page: Page): Promise<unknown> {
  // On the context, so that scripts run in order: a fake clock that is installed later has no navigations.
  return page.context().addInitScript(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type !== 'navigate') return;
    if (!location.protocol.startsWith('http')) return;
    sessionStorage.clear();
    localStorage.clear();
  });
}
