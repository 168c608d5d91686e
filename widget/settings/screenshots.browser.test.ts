import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectPicture } from '../testing/expect-picture.ts';
import { type Stage, setStage } from '../testing/set-stage.ts';
import { inUse, justInstalled, readOnly, type SampleAnswers } from './testing/sample-answers.ts';
import { openScripted, type ScriptedPage, scriptedTab } from './testing/scripted-page.ts';

/**
 * The settings page in both themes, whole and in use, looks as in `widget/screenshots/`. After an intended change:
 * `UPDATE_SCREENSHOTS=1 npx vitest run widget/settings/screenshots`, then look at them.
 */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage(scriptedTab);
});
afterAll(() => stage.close());

interface Picture extends ScriptedPage {
  readonly name: string;
  readonly answers: SampleAnswers;
  /** the whole page when omitted */
  readonly part?: string;
  readonly act?: (page: Page) => Promise<void>;
}

const unknownPlaceholder = {
  code: 'settings_invalid',
  problems: [{ path: 'rules.2.task.text', code: 'unknown_placeholder', params: { placeholder: 'nobody' } }],
};
const theirs = { ...inUse, settings: { ...inUse.settings, products: [{ sku: 'PRO-M', pipelineId: 31 }] } };

const pictures: readonly Picture[] = [
  { name: 'in-use', answers: inUse },
  { name: 'just-installed', answers: justInstalled },
  { name: 'narrow', answers: inUse, width: 520 },
  {
    name: 'rule-refused',
    answers: inUse,
    refusal: { status: 400, json: unknownPlaceholder, afterwards: inUse },
    part: '#pvf-rules',
    async act(page) {
      const rules = await editRefundRule(page);
      await rules.getByRole('button', { name: 'Save', exact: true }).click();
      await rules.getByText('“nobody” isn’t a known placeholder').waitFor();
    },
  },
  {
    name: 'rule-tried',
    answers: inUse,
    part: '#pvf-rules',
    async act(page) {
      const rules = await editRefundRule(page);
      await rules.getByRole('button', { name: 'Move the lead to' }).click();
      await rules.getByRole('button', { name: 'Test on the last 30 days' }).click();
      await rules.getByText('Nothing was changed in Kommo').waitFor();
    },
  },
  {
    name: 'overtaken',
    answers: inUse,
    refusal: { status: 412, json: { code: 'settings_changed' }, afterwards: theirs },
    part: '#pvf-products',
    async act(page) {
      const section = page.locator('#pvf-products');
      await section.getByRole('button', { name: 'Remove BOOK-*' }).click();
      await section.getByRole('button', { name: 'Save', exact: true }).click();
      await section.getByText('Someone else saved this section').waitFor();
    },
  },
  { name: 'read-only', answers: readOnly },
];

describe.each(pictures)('$name', ({ name, answers, part = '.payments-via-fastspring', act, ...options }) => {
  let page: Page;

  beforeAll(async () => {
    page = await openScripted(stage, answers, options);
    await act?.(page);
  });

  it.each(['light', 'dark'])('%s', async (theme) => {
    await page.evaluate((look) => window.sandbox.setTheme(look), theme);
    await expectPicture(page, page.locator(part), `settings-${name}-${theme}.png`);
  });
});

async function editRefundRule(opened: Page): Promise<Locator> {
  const rules = opened.locator('#pvf-rules');
  await rules.getByRole('button', { name: /^Edit Refund/ }).click();
  await rules.getByLabel('Create a task').check();
  await rules.getByLabel('Task text').fill('Call {nobody}');
  await rules.getByLabel('Tags').fill('Money back');
  return rules;
}
