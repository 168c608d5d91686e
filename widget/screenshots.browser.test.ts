import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectPicture } from './testing/expect-picture.ts';
import { panelStates, reachState, stateOf } from './testing/panel-states.ts';
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
