import type { Page } from 'playwright-core';
import type { Director } from '../director.ts';
import type { Front } from '../front.ts';
import { patience } from './browser-steps.ts';

export interface FirstLook {
  /** s from opening the page until it shows the demo */
  readonly seconds: number;
  readonly problems: readonly string[];
}

/**
 * Opens the page while nothing else is there, starts the demo behind it, and watches the page fill itself.
 * @returns once the story can begin
 */
export async function lookFirst(page: Page, front: Front, director: Director): Promise<FirstLook> {
  const problems: string[] = [];
  const openedAt = performance.now();
  await page.goto(front.url, { waitUntil: 'domcontentloaded', timeout: patience });
  const seen = await page.locator('body').innerText();
  const seconds = (performance.now() - openedAt) / 1000;
  if (!seen.includes('Starting')) problems.push(`the first look is not the starting page: ${seen}`);
  const loads = await countLoads(page);

  const started = director.start();
  await page.locator('.demo-lead').nth(4).waitFor({ timeout: patience });
  await started;
  await page.getByRole('button', { name: 'Next' }).waitFor({ timeout: patience });
  if ((await countLoads(page)) !== loads) problems.push('the page loaded itself again while the demo started');
  for (const status of ['Paid', 'Trial', 'Overdue', 'Chargeback']) {
    const chips = await page.locator('.demo-chip', { hasText: status }).count();
    if (chips !== 1) problems.push(`${chips} leads on the board are ${status}, not one`);
  }
  if (!(await page.getByRole('link', { name: 'Unmatched payments (2)' }).isVisible())) {
    problems.push('the page does not show two unmatched payments');
  }
  return { seconds, problems };
}

/** A mark in the page that a navigation would take away. */
async function countLoads(page: Page): Promise<number> {
  return page.evaluate(() => performance.timeOrigin);
}
