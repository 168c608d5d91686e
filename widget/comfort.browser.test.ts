import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../server/front/logos/png.ts';
import { inUse, justInstalled, readOnly } from './settings/testing/sample-answers.ts';
import { importOf } from './settings/testing/sample-imports.ts';
import { openScripted, scriptedTab } from './settings/testing/scripted-page.ts';
import { axeFindings, loadAxe } from './testing/axe-findings.ts';
import { panel } from './testing/panel.ts';
import { panelStates, showState } from './testing/panel-states.ts';
import { type Stage, setStage } from './testing/set-stage.ts';
import { keepDateStill } from './testing/still-date.ts';

/** For readers with forced colors, with less motion, with an unsteady hand, with a screen reader. */
let stage: Stage;
let page: Page;

keepDateStill();
beforeAll(async () => {
  stage = await setStage(scriptedTab);
  page = await stage.tab();
});
afterAll(() => stage.close());

/** How many colors the first such element is drawn in; a shape that cannot be seen has one. */
async function colorsOf(selector: string): Promise<number> {
  const picture = decodePng(await page.locator(selector).first().screenshot());
  const { pixels = new Uint8Array() } = picture ?? {};
  return new Set(Array.from({ length: pixels.length / 4 }, (_, at) => pixels.slice(at * 4, at * 4 + 4).join())).size;
}

describe('the panel', () => {
  beforeAll(() => stage.open(0));

  it('shows its chart and its dot in forced colors', async () => {
    await showState(stage, 'paid');
    await page.emulateMedia({ forcedColors: 'active' });
    // Without its words the dot is all that is left.
    await page.locator('.pvf-status').evaluate((status) => status.replaceChildren());
    for (const shape of ['.pvf-status', '.pvf-bars']) expect([shape, await colorsOf(shape)]).not.toEqual([shape, 1]);
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('moves nothing for readers who prefer less motion', async () => {
    await showState(stage, 'paid');
    const moving = () =>
      page.locator(panel).evaluate(
        (root) =>
          [...root.querySelectorAll('*')].filter((element) => {
            const { transitionDuration, animationDuration } = getComputedStyle(element);
            return transitionDuration !== '0s' || animationDuration !== '0s';
          }).length,
      );
    expect(await moving()).toBe(1);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving()).toBe(0);
    await page.emulateMedia({ reducedMotion: null });
  });

  it('has no target below 24 pixels without room around it', async () => {
    await loadAxe(page);
    for (const name of Object.keys(panelStates())) {
      await showState(stage, name);
      await page.evaluate(() => window.sandbox.setPanelWidth(240));
      expect([name, await axeFindings(page, ['target-size'])]).toEqual([name, []]);
    }
  });
});

describe.each([
  ['in use', inUse],
  ['just installed', justInstalled],
  ['read only', readOnly],
])('the settings, %s', (_state, answers) => {
  it.each([1000, 240])('axe-core finds nothing, %i pixels wide', async (width) => {
    await openScripted(stage, answers, { width });
    await loadAxe(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await axeFindings(page, ['target-size'])).toEqual([]);
  });
});

it('the progress of an import is seen in forced colors', async () => {
  const progress = { done: 50, total: 100, perMinute: null, secondsLeft: null };
  await openScripted(stage, { ...inUse, imports: { imports: [importOf('reading', { progress })] } });
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await colorsOf('progress')).toBeGreaterThan(1);
  await page.emulateMedia({ forcedColors: 'none' });
});
