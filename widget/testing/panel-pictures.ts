import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, loadAxe } from './axe-findings.ts';
import { expectPicture, type Look, takeOn } from './expect-picture.ts';
import { panel } from './panel.ts';
import { panelStates, showState } from './panel-states.ts';
import { type Stage, setStage } from './set-stage.ts';
import { keepDateStill, NOW } from './still-date.ts';

/**
 * Every state of the panel looks as in `screenshots/` in the looks chosen for it, and axe-core finds nothing in them.
 * After an intended change: `UPDATE_SCREENSHOTS=1 npm run test:faults -- panel-states`, then look at the pictures.
 */
export function describePanelStates(looksOf: (index: number) => readonly Look[]): void {
  let stage: Stage;

  keepDateStill();
  beforeAll(async () => {
    stage = await setPanelStage();
  });
  afterAll(() => stage.close());

  describe.each(Object.keys(panelStates()).map((name, index) => [name, looksOf(index)] as const))(
    '%s',
    (name, looks) => {
      let page: Page;

      beforeAll(async () => {
        page = await showState(stage, name);
      });

      it.each(looks)('looks as before, and axe-core finds nothing: $theme, $width pixels wide', async (look) => {
        await takeOn(page, look);
        const shown = page.locator(panel);
        expect(Math.round((await shown.boundingBox())?.width ?? 0)).toBe(look.width);
        await expectPicture(page, shown, `${name}-${look.theme}-${look.width}.png`);
        expect(await axeFindings(page)).toEqual([]);
      });
    },
  );
}

/** A tall tab at a fixed time of its own, with axe-core in it. */
export async function setPanelStage(): Promise<Stage> {
  const stage = await setStage({
    context: { viewport: { width: 1200, height: 1600 }, locale: 'en-GB' },
    prepare: (tab) => tab.clock.setFixedTime(NOW),
  });
  await loadAxe(await stage.open(0));
  return stage;
}
