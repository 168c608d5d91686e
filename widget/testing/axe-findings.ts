import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    readonly axe: { run(selector: string, options: RunOptions): Promise<AxeResults> };
  }
}

/** Prepares a loaded page for `axeFindings`. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/**
 * The findings of axe-core in the widget, a line each: the rule and the elements. `rules` limits the check to these.
 */
export async function axeFindings(page: Page, rules?: string[]): Promise<string[]> {
  const asked: RunOptions = rules === undefined ? {} : { runOnly: rules };
  // Selectors take a third of the time, and only findings need them.
  if ((await violations(page, { ...asked, selectors: false })).length === 0) return [];
  return (await violations(page, asked)).flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

async function violations(page: Page, options: RunOptions): Promise<AxeResults['violations']> {
  const results = await page.evaluate(
    ([panel, more]) => window.axe.run(panel, { resultTypes: ['violations'], ...more }),
    ['.payments-via-fastspring', options] as const,
  );
  return results.violations;
}
