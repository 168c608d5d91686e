import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, loadAxe } from './testing/axe-findings.ts';
import { expectPicture, looks, takeOn } from './testing/expect-picture.ts';
import { panelStates, showState } from './testing/panel-states.ts';
import { sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';
import { keepDateStill, NOW } from './testing/still-date.ts';

let stage: Stage;

keepDateStill();
beforeAll(async () => {
  stage = await setStage({
    context: { viewport: { width: 1200, height: 1600 }, locale: 'en-GB' },
    prepare: (tab) => tab.clock.setFixedTime(NOW),
  });
  await loadAxe(await stage.open(0));
});
afterAll(() => stage.close());

const panel = '.payments-via-fastspring';

/**
 * Every state of the panel, in both themes and at both ends of its width, looks as in `screenshots/`, and everybody can
 * read and use it. After a wanted change: `UPDATE_SCREENSHOTS=1 npx vitest run widget/panel-states`, then look at them.
 */
describe.each(Object.keys(panelStates()))('%s', (name) => {
  let page: Page;

  beforeAll(async () => {
    page = await showState(stage, name);
  });

  it.each(looks)('looks as before: $theme, $width pixels wide', async ({ theme, width }) => {
    await takeOn(page, { theme, width });
    const shown = page.locator(panel);
    expect(Math.round((await shown.boundingBox())?.width ?? 0)).toBe(width);
    await expectPicture(page, shown, `${name}-${theme}-${width}.png`);
  });

  it('axe-core finds nothing', async () => {
    await takeOn(page, { theme: 'light', width: 220 });
    expect(await axeFindings(page)).toEqual([]);
  });

  it('axe-core finds no colours too close to each other in the dark', async () => {
    await takeOn(page, { theme: 'dark', width: 220 });
    expect(await axeFindings(page, ['color-contrast'])).toEqual([]);
  });
});

it('the keyboard reaches everything that can be pressed, in reading order, and shows where it is', async () => {
  const page = await stage.switchTo(stage.addLead({ view: sampleYear() }));
  await takeOn(page, { theme: 'light', width: 220 });
  await page.locator('.pvf-header').waitFor();
  const controls = await page.locator(`${panel} :is(button, a, summary, select)`).count();
  await page.locator('.js-widget-caption-block').click();
  await page.locator('.js-widget-caption-block').click();
  const tops: number[] = [];
  for (let stop = 0; stop < controls; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate((selector) => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body);
      const isInside = element?.closest(selector) != null;
      return { isInside, outlineStyle, outlineWidth, top: element?.getBoundingClientRect().top ?? 0 };
    }, panel);
    expect(focused).toMatchObject({ isInside: true, outlineStyle: 'solid', outlineWidth: '2px' });
    tops.push(Math.round(focused.top / 10));
  }
  expect(tops).toEqual(tops.toSorted((one, other) => one - other));
});

it('axe-core sees what is wrong', async () => {
  const page = await stage.switchTo(0);
  await page.locator(panel).evaluate((root) => {
    root.innerHTML = '<button></button><p style="color: #aaa; background: #fff">Paid</p>';
  });
  const found = (await axeFindings(page)).map((finding) => finding.split(':')[0]);
  expect(found.sort()).toEqual(['button-name', 'color-contrast']);
});
