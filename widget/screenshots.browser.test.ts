import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectPicture } from './testing/expect-picture.ts';
import { panelStates, reachState, stateOf } from './testing/panel-states.ts';
import { type Stage, setStage } from './testing/stage.ts';
import { keepDateStill, NOW } from './testing/still-date.ts';

let stage: Stage;
let page: Page;

keepDateStill();
beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => page.close());
afterAll(() => stage.close());

/**
 * Every state of the panel, in both themes and at both ends of its width, looks as in `screenshots/`.
 * After a wanted change: `UPDATE_SCREENSHOTS=1 npx vitest run widget/screenshots`, then look at them.
 */
const looks = ['light', 'dark'].flatMap((theme) => [220, 320].map((width) => ({ theme, width })));

describe.each(looks)('$theme, $width pixels wide', ({ theme, width }) => {
  it.each(Object.keys(panelStates()))('%s', async (name) => {
    const state = stateOf(name);
    const leadId = state.script ? stage.addLead(state.script) : 0;
    page = await stage.open(leadId, {
      query: { theme, width: String(width) },
      context: { viewport: { width: 1200, height: 1600 }, locale: 'en-GB' },
      prepare: (opened) => opened.clock.setFixedTime(NOW),
    });
    await reachState(page, state, () => state.later && stage.backend.script(leadId, state.later));
    const panel = page.locator('.payments-via-fastspring');
    expect(Math.round((await panel.boundingBox())?.width ?? 0)).toBe(width);
    await expectPicture(page, panel, `${name}-${theme}-${width}.png`);
  });
});
