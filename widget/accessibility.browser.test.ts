import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { panelStates, reachState, stateOf } from './testing/panel-states.ts';
import { sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/stage.ts';

declare global {
  interface Window {
    readonly axe: { run(selector: string): Promise<AxeResults> };
  }
}

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => page.close());
afterAll(() => stage.close());

const panel = '.payments-via-fastspring';

/** What axe-core finds, a line each: the rule and the elements. */
async function findings(): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((selector) => window.axe.run(selector), panel);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

describe.each(['light', 'dark'])('axe-core finds nothing, %s', (theme) => {
  it.each(Object.keys(panelStates()))('%s', async (name) => {
    const state = stateOf(name);
    const leadId = state.script ? stage.addLead(state.script) : 0;
    page = await stage.open(leadId, { query: { theme, width: '220' } });
    await reachState(page, state, () => state.later && stage.backend.script(leadId, state.later));
    expect(await findings()).toEqual([]);
  });
});

it('the keyboard reaches everything that can be pressed, in reading order, and shows where it is', async () => {
  page = await stage.open(stage.addLead({ view: sampleYear() }), {
    context: { viewport: { width: 1200, height: 1600 } },
  });
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
  page = await stage.open(0);
  await page.locator(panel).evaluate((root) => {
    root.innerHTML = '<button></button><p style="color: #aaa; background: #fff">Paid</p>';
  });
  const found = (await findings()).map((finding) => finding.split(':')[0]);
  expect(found.sort()).toEqual(['button-name', 'color-contrast']);
});
