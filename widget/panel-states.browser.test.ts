import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings } from './testing/axe-findings.ts';
import { looks, takeOn } from './testing/expect-picture.ts';
import { panel } from './testing/panel.ts';
import { describePanelStates, setPanelStage } from './testing/panel-pictures.ts';
import { sampleYear } from './testing/sample-views.ts';
import type { Stage } from './testing/set-stage.ts';

// Each state in one look, with the looks in turn: `npm run test:faults` takes each state in all of them.
describePanelStates((index) => looks.slice(index % looks.length).slice(0, 1));

let stage: Stage;

beforeAll(async () => {
  stage = await setPanelStage();
});
afterAll(() => stage.close());

it('the keyboard reaches every control in reading order, with a visible focus', async () => {
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

it('axe-core finds a planted problem', async () => {
  const page = await stage.switchTo(0);
  await page.locator(panel).evaluate((root) => {
    root.innerHTML = '<button></button><p style="color: #aaa; background: #fff">Paid</p>';
  });
  const found = (await axeFindings(page)).map((finding) => finding.split(':')[0]);
  expect(found.sort()).toEqual(['button-name', 'color-contrast']);
});
