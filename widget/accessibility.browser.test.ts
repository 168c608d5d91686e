import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panelStates, showState } from './testing/panel-states.ts';
import { sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

declare global {
  interface Window {
    readonly axe: { run(selector: string, options: RunOptions): Promise<AxeResults> };
  }
}

let stage: Stage;

beforeAll(async () => {
  stage = await setStage({ context: { viewport: { width: 1200, height: 1600 } } });
  const page = await stage.open(0, { width: '220' });
  await page.evaluate(axe.source);
});
afterAll(() => stage.close());

const panel = '.payments-via-fastspring';

/** What axe-core finds, a line each: the rule and the elements. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(
    (selector) => window.axe.run(selector, { resultTypes: ['violations'] }),
    panel,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

describe.each(Object.keys(panelStates()))('axe-core finds nothing: %s', (name) => {
  let page: Page;

  beforeAll(async () => {
    page = await showState(stage, name);
  });

  it.each(['light', 'dark'])('%s', async (theme) => {
    await page.evaluate((look) => window.sandbox.setTheme(look), theme);
    expect(await findings(page)).toEqual([]);
  });
});

it('the keyboard reaches everything that can be pressed, in reading order, and shows where it is', async () => {
  const page = await stage.switchTo(stage.addLead({ view: sampleYear() }));
  await page.evaluate(() => window.sandbox.setTheme('light'));
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
  const found = (await findings(page)).map((finding) => finding.split(':')[0]);
  expect(found.sort()).toEqual(['button-name', 'color-contrast']);
});
