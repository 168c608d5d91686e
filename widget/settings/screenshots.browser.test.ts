import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { expectPicture } from '../testing/expect-picture.ts';
import { type Stage, setStage } from '../testing/stage.ts';
import { inUse, justInstalled, readOnly } from './testing/sample-answers.ts';
import { openScripted } from './testing/scripted-page.ts';

/**
 * The settings page in both themes, whole and at work, looks as in `widget/screenshots/`.
 * After a wanted change: `UPDATE_SCREENSHOTS=1 npx vitest run widget/settings/screenshots`, then look at them.
 */
let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => page.close());
afterAll(() => stage.close());

describe.each(['light', 'dark'])('%s', (theme) => {
  it.each([
    { name: 'in-use', answers: inUse, width: 1000 },
    { name: 'just-installed', answers: justInstalled, width: 1000 },
    { name: 'narrow', answers: inUse, width: 520 },
  ])('$name', async ({ name, answers, width }) => {
    page = await openScripted(stage, answers, { theme, width });
    await expectPicture(page, page.locator('.payments-via-fastspring'), `settings-${name}-${theme}.png`);
  });

  it('a rule with something refused', async () => {
    const problem = { path: 'rules.2.task.text', code: 'unknown_placeholder', params: { placeholder: 'nobody' } };
    const json = { code: 'settings_invalid', problems: [problem] };
    page = await openScripted(stage, inUse, { theme, width: 1000, refusal: { status: 400, json, afterwards: inUse } });
    const rules = await editRefundRule(page);
    await rules.getByRole('button', { name: 'Save', exact: true }).click();
    await rules.getByText('“nobody” cannot be filled in').waitFor();
    await expectPicture(page, rules, `settings-rule-refused-${theme}.png`);
  });

  it('rules tried on the last days', async () => {
    page = await openScripted(stage, inUse, { theme, width: 1000 });
    const rules = await editRefundRule(page);
    await rules.getByRole('button', { name: 'Move the lead to' }).click();
    await rules.getByRole('button', { name: 'Try on the last 30 days' }).click();
    await rules.getByText('Nothing was done in Kommo').waitFor();
    await expectPicture(page, rules, `settings-rule-tried-${theme}.png`);
  });

  it('somebody else has saved the same part', async () => {
    const products = [{ sku: 'PRO-M', pipelineId: 31 }];
    const theirs = { ...inUse, settings: { ...inUse.settings, products } };
    const refusal = { status: 412, json: { code: 'settings_changed' }, afterwards: theirs };
    page = await openScripted(stage, inUse, { theme, width: 1000, refusal });
    const section = page.locator('#pvf-products');
    await section.getByRole('button', { name: 'Remove BOOK-*' }).click();
    await section.getByRole('button', { name: 'Save', exact: true }).click();
    await section.getByText('Somebody else saved this part').waitFor();
    await expectPicture(page, section, `settings-overtaken-${theme}.png`);
  });

  it('who may change nothing', async () => {
    page = await openScripted(stage, readOnly, { theme, width: 1000 });
    await expectPicture(page, page.locator('.payments-via-fastspring'), `settings-read-only-${theme}.png`);
  });
});

async function editRefundRule(opened: Page): Promise<Locator> {
  const rules = opened.locator('#pvf-rules');
  await rules.getByRole('button', { name: /^Edit Refund/ }).click();
  await rules.getByLabel('Make a task').check();
  await rules.getByLabel('Text of the task').fill('Call {nobody}');
  await rules.getByLabel('Tags').fill('Money back');
  return rules;
}
