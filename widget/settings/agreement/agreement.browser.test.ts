import { afterAll, beforeAll, expect, test } from 'vitest';
import { customerHistory } from '../../../testing/sandbox/fastspring/index.ts';
import { type Stage, setStage } from '../../testing/set-stage.ts';
import { inUse } from '../testing/sample-answers.ts';
import { openScripted, scriptedTab } from '../testing/scripted-page.ts';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

let stage: SettingsStage;
let scripted: Stage;

beforeAll(async () => {
  [stage, scripted] = await Promise.all([setSettingsStage(), setStage(scriptedTab)]);
});
afterAll(() => Promise.all([stage.close(), scripted.close()]));

test('without API credentials the page explains their purpose; with them it compares on demand', async () => {
  const page = await stage.open();
  const agreement = section(page, 'Reconciliation with FastSpring');
  await agreement.getByText('Save FastSpring’s API credentials above').waitFor();

  const story = customerHistory(stage.fastspring.store);
  await stage.deliver([story.events.strangersPurchase]);
  const { username, password } = stage.fastspring.api;
  await stage.save({ fastspring: { apiUsername: username, apiPassword: password } });
  await page.reload();
  await agreement.getByRole('button', { name: 'Check now' }).click();
  await agreement
    .getByText(/^FastSpring and this panel match: 1 order, €59\.50, 0 active subscriptions \(checked /)
    .waitFor();
});

test('events are marked at FastSpring only when an administrator chooses it', async () => {
  const page = await stage.open();
  const agreement = section(page, 'Reconciliation with FastSpring');
  await agreement.getByLabel('Mark FastSpring events as processed').check();
  await agreement.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(async () => (await stage.saved()).reconciliation).toEqual({ markEventsProcessed: true });
});

test('the verdict, the differences and their causes are shown', async () => {
  const page = await openScripted(scripted, inUse);
  const agreement = page.locator('#pvf-agreement');
  expect(await agreement.innerText()).toContain(
    'FastSpring and this panel match: 1,284 orders, €98,120.50, US$4,310.00, 312 active subscriptions (checked 02:14).',
  );
  await agreement.getByText('Show differences').click();
  expect(await agreement.innerText()).toContain(
    'Order ACM261119-2202-77120B: no webhook was received for it (FastSpring: 119.00 EUR) fixed',
  );
});

test('a difference shows the data of both sides, and a failed request to FastSpring is reported', async () => {
  const { reconciliation } = inUse.status;
  const { comparison } = reconciliation;
  if (comparison === null) throw new Error('no sample');
  const differing = { ...comparison, agrees: false, panel: { ...comparison.panel, orders: 1283 }, healed: 1 };
  const open = (found: typeof differing | null) =>
    openScripted(scripted, {
      ...inUse,
      status: { ...inUse.status, reconciliation: { ...reconciliation, comparison: found } },
    });
  const page = await open(differing);
  const text = await page.locator('#pvf-agreement').innerText();
  expect(text).toContain('FastSpring and this panel don’t match');
  expect(text).toContain('This panel: 1,283 orders, €98,120.50');
  expect(text).toContain('2 differences found, 1 fixed.');
  const unknown = await open({ ...differing, fastspring: null, problem: 'credentials_refused' });
  await unknown.getByText('FastSpring rejected the saved API credentials.').waitFor();
  const never = await open(null);
  await never.getByText('Not compared yet.').waitFor();
});
