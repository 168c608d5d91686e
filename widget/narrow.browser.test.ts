import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inUse, justInstalled } from './settings/testing/sample-answers.ts';
import { openScripted, scriptedTab } from './settings/testing/scripted-page.ts';
import { panelStates, showState } from './testing/panel-states.ts';
import { sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';
import { keepDateStill } from './testing/still-date.ts';
import { wideParts } from './testing/wide-parts.ts';

/** Nothing has to be scrolled sideways, in any language, from the narrowest column of Kommo's on. */
const widths = [220, 240, 320, 400];
const languages = ['en', 'es', 'pt', 'tr', 'id'];

let stage: Stage;

keepDateStill();
beforeAll(async () => {
  stage = await setStage(scriptedTab);
  // What turns sticks out of its box for a moment.
  await (await stage.tab()).emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => stage.close());

/** Opens what is folded, and the first entry of each editable list with its form. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const firsts = document.querySelectorAll<HTMLElement>(
      '.pvf-entry:first-child .pvf-actions [aria-expanded="false"]',
    );
    for (const button of firsts) button.click();
  });
}

describe.each(languages)('in %s', (lang) => {
  it.each([
    ['in use', inUse],
    ['just installed', justInstalled],
  ])('every section of the settings, %s', async (_state, answers) => {
    const page = await openScripted(stage, answers, { query: { lang } });
    await openAll(page);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 1000 });
      expect([width, await wideParts(page)]).toEqual([width, []]);
    }
  });

  it('every state of the panel', async () => {
    // The settings' answers would come before those of the leads.
    stage.backend.answerWith(() => undefined);
    await stage.open(stage.addLead({ view: sampleYear() }), { lang });
    // They press English buttons.
    const states = Object.entries(panelStates()).filter(([, { act }]) => lang === 'en' || act === undefined);
    for (const [name] of states) {
      const page = await showState(stage, name);
      await openAll(page);
      for (const width of widths) {
        await page.evaluate((pixels) => window.sandbox.setPanelWidth(pixels), width);
        expect([name, width, await wideParts(page)]).toEqual([name, width, []]);
      }
    }
  });
});
