import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPicture, looks, takeOn } from './testing/expect-picture.ts';
import { panelStates, showState } from './testing/panel-states.ts';
import { type Stage, setStage } from './testing/set-stage.ts';
import { keepDateStill, NOW } from './testing/still-date.ts';

let stage: Stage;

keepDateStill();
beforeAll(async () => {
  stage = await setStage({
    context: { viewport: { width: 1200, height: 1600 }, locale: 'en-GB' },
    prepare: (tab) => tab.clock.setFixedTime(NOW),
  });
});
afterAll(() => stage.close());

/**
 * Every state of the panel, in both themes and at both ends of its width, looks as in `screenshots/`.
 * After a wanted change: `UPDATE_SCREENSHOTS=1 npx vitest run widget/screenshots`, then look at them.
 */
describe.each(Object.keys(panelStates()))('%s', (name) => {
  let page: Page;

  beforeAll(async () => {
    page = await showState(stage, name);
  });

  it.each(looks)('$theme, $width pixels wide', async ({ theme, width }) => {
    await takeOn(page, { theme, width });
    const panel = page.locator('.payments-via-fastspring');
    expect(Math.round((await panel.boundingBox())?.width ?? 0)).toBe(width);
    await expectPicture(page, panel, `${name}-${theme}-${width}.png`);
  });
});
