import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
import { expectPicture } from './testing/expect-picture.ts';
import { panelStates } from './testing/panel-states.ts';
import { type Stage, setStage } from './testing/stage.ts';

/**
 * Every state of the panel, in both themes and at both ends of its width, looks as in `screenshots/`.
 * After a wanted change: `UPDATE_SCREENSHOTS=1 npx vitest run widget/screenshots`, then look at them.
 */
const NOW = new Date('2026-11-20T13:02:11.000Z');

let stage: Stage;
let page: Page;

beforeAll(async () => {
  // Only the date stands still: what is sampled below must be the same on every day.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  stage = await setStage();
});
afterEach(() => page.close());
afterAll(async () => {
  await stage.close();
  vi.useRealTimers();
});

const looks = ['light', 'dark'].flatMap((theme) => [220, 320].map((width) => ({ theme, width })));

describe.each(looks)('$theme, $width pixels wide', ({ theme, width }) => {
  it.each([...Object.keys(panelStates()), 'unsaved'])('%s', async (name) => {
    const script = panelStates()[name];
    page = await stage.open(script ? stage.addLead(script) : 0, {
      query: { theme },
      context: { viewport: { width: 1200, height: 1600 }, locale: 'en-GB' },
      prepare: (opened) => opened.clock.setFixedTime(NOW),
    });
    await page.addStyleTag({ content: `.card-widgets { width: ${width}px; }` });
    await page
      .locator(name === 'loading' ? '.pvf-skeleton' : '.pvf-header, .pvf-box, .pvf-message')
      .first()
      .waitFor();
    if (name === 'five-hundred-orders') await showAllOrders();
    await expectPicture(page, page.locator('.payments-via-fastspring'), `${name}-${theme}-${width}.png`);
  });
});

async function showAllOrders(): Promise<void> {
  await page.getByRole('button', { name: 'Show all 500' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.pvf-order').length === 500);
  await page.mouse.move(0, 0);
}
