import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { axeFindings, loadAxe } from '../../testing/axe-findings.ts';
import { stopClock } from '../../testing/page-clock.ts';
import { eventLog, type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** Rules for the whole page: who may change it, what survives a reload, and two administrators at once. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.save({ rules: [], products: [] }));

/** Tomas, who has no event log to wait for. */
function asSeller() {
  const seller = stage.kommo.account().users.find((user) => !user.isAdmin && user.isActive);
  return { query: { user: String(seller?.id) }, ready: '#pvf-rules' };
}

const idOf = (pipeline: string): number | undefined =>
  stage.kommo.account().pipelines.find(({ name }) => name === pipeline)?.id;

test('without administrator rights one sees the settings, no buyers, and why nothing can be changed', async () => {
  await stage.save({ rules: [{ on: 'order.completed', note: true, tags: ['paid'] }] });
  const page = await stage.open(asSeller());
  await page.getByText('only account administrators can change them.').waitFor();
  await section(page, 'Rules').getByText('tags paid').waitFor();
  expect(await page.getByRole('button', { name: /Save|Add|Edit|Remove|Create/ }).count()).toBe(0);
  for (const field of await section(page, 'Fields').getByRole('combobox').all()) {
    expect(await field.isDisabled()).toBe(true);
  }
  for (const hidden of ['Events', 'Operations', 'Unmatched', 'Import history', 'Data', 'Change log']) {
    expect([hidden, await section(page, hidden).count()]).toEqual([hidden, 0]);
    expect(await page.getByRole('button', { name: new RegExp(`^${hidden}`) }).count()).toBe(0);
  }
});

test('an administrator chooses who sees all buyers, and finds out who changed it', async () => {
  await stage.save({ access: { buyers: [] } });
  const own = await stage.open();
  const access = section(own, 'Access to all buyers');
  await access.getByLabel('Tomas Rivera').check();
  await access.getByText('Added: Tomas Rivera').waitFor();
  await loadAxe(own);
  await access.getByRole('button', { name: 'Save', exact: true }).click();
  await access.getByText('Saved:', { exact: true }).waitFor();

  const audit = section(own, 'Change log');
  const entry = audit.locator('.pvf-entry', { hasText: 'Users who see all buyers' });
  await entry.getByText('Settings changed').waitFor();
  await entry.getByText('Maya Lindqvist').waitFor();
  await entry.locator('summary').focus();
  await own.keyboard.press('Enter');
  await entry.getByText(/Users who see all buyers: – → \[\d+\]/).waitFor();
  expect(await axeFindings(own)).toEqual([]);

  const page = await stage.open({ ...asSeller(), ready: eventLog });
  expect(await section(page, 'Events').getByLabel('Status').isDisabled()).toBe(false);
  expect(await section(page, 'Import history').count()).toBe(0);
  expect(await section(page, 'Access to all buyers').getByLabel('Tomas Rivera').isDisabled()).toBe(true);
});

test('unsaved changes survive a reload of the page, and can be discarded', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill('PRO-*');
  await page.reload();
  await products.getByText('Unsaved:').waitFor();
  await products.getByText('Added: PRO-* › Sales').waitFor();
  expect((await stage.saved()).products).toEqual([]);
  await products.getByRole('button', { name: 'Discard changes' }).click();
  await products.getByText('No products are assigned to a pipeline').waitFor();
  await page.reload();
  await products.getByText('No products are assigned to a pipeline').waitFor();
  expect(await products.getByText('Unsaved:').count()).toBe(0);
});

test('two administrators change the same part: the second sees the changes of the first, and merges both', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill('PRO-*');
  await stage.save({ products: [{ sku: 'TEAM-*', pipelineId: idOf('Renewals') }] });

  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('Someone else saved this section').waitFor();
  const notice = products.getByRole('alert');
  expect(await notice.innerText()).toMatch(
    /They changed:\s+Added: TEAM-\* › Renewals\s+You changed:\s+Added: PRO-\* › Sales/,
  );
  expect((await stage.saved()).products).toHaveLength(1);

  await products.getByRole('button', { name: 'Apply my changes on top of theirs' }).click();
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).products).toEqual([
    { sku: 'TEAM-*', pipelineId: idOf('Renewals') },
    { sku: 'PRO-*', pipelineId: idOf('Sales') },
  ]);
});

test('a conflict during a reload is reported at once, and one’s own changes can be dropped', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill('MINE-*');
  await stage.save({ products: [{ sku: 'THEIRS-*', pipelineId: idOf('Sales') }] });
  await page.reload();
  await products.getByText('Someone else saved this section').waitFor();
  await products.getByRole('button', { name: 'Discard my changes' }).click();
  await products.getByText('THEIRS-* › Sales').waitFor();
  expect(await products.getByText('MINE').count()).toBe(0);
});

test('two administrators change different parts: both are saved without a question', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill('PRO-*');
  await stage.save({ rules: [{ on: 'order.completed', tags: ['theirs'] }] });
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('Saved:', { exact: true }).waitFor();
  const saved = await stage.saved();
  expect(saved.products).toHaveLength(1);
  expect(saved.rules[0].tags).toEqual(['theirs']);
  await section(page, 'Rules').getByText('tags theirs').waitFor();
});

test('the first event turns its step green without a reload', async () => {
  const page = await stage.openAlone({ prepare: (opened) => opened.clock.install() });
  const clock = await stopClock(page);
  const step = page.getByRole('listitem').filter({ hasText: 'First event received and verified' });
  expect(await step.innerText()).toContain('To do');
  await stage.deliver([{ id: 'first', type: 'something.new', live: true, created: 1, processed: false, data: {} }]);
  await clock.pass(11_000);
  await step.getByText('Done:').waitFor();
  await section(page, 'Events').getByText('something.new').first().waitFor();
  await section(page, 'Events').getByText('This version doesn’t recognize the event').waitFor();
  await page.close();
});

test('without Kommo the connection is still shown, and the rest says what to do', async () => {
  const page = await stage.openAlone({
    prepare: (opened) => opened.route('**/api/v1/catalog*', (route) => route.abort()),
  });
  await section(page, 'Rules').getByText('Can’t reach the server').waitFor();
  await section(page, 'Connect').getByText('Webhook address').waitFor();
  await page.unroute('**/api/v1/catalog*');
  await section(page, 'Rules').getByRole('button', { name: 'Try again' }).click();
  await section(page, 'Rules').getByRole('button', { name: 'Add rule' }).waitFor();
  await page.close();
});

test('the page waits for its place, and reports a script that cannot be loaded', async () => {
  const late = await stage.open({ query: { late: '1' } });
  await late.getByText('Webhook address', { exact: true }).waitFor();
  const broken = await stage.openAlone({
    prepare: (opened) => opened.route('**/settings.js*', (route) => route.abort()),
    ready: '.notification_error',
  });
  await broken.getByText('Couldn’t load the settings. Reload the page.').waitFor();
  await broken.close();
});

test.each(['en', 'es', 'pt', 'tr', 'id'])('in %s no text is missing and no placeholder is left open', async (lang) => {
  await stage.save({ rules: [{ on: 'order.completed', task: { typeId: 1, text: 'Call', dueInHours: 1 } }] });
  const page = await stage.open({ query: { lang } });
  await page.locator('#pvf-rules').getByRole('button').nth(0).click();
  const text = await page.locator('.pvf-page').innerText();
  expect(text).not.toMatch(/undefined|null|NaN|\{\w+\}/);
});

test('no more requests are sent once Kommo has removed the page', async () => {
  const page = await stage.openAlone({ prepare: (opened) => opened.clock.install() });
  const clock = await stopClock(page);
  const asked = async () => (await clock.sent()).map(({ url }) => new URL(url, page.url()).pathname);
  await clock.pass(11_000);
  expect(await asked()).toEqual(expect.arrayContaining(['/api/v1/status', '/api/v1/events']));
  await page.locator('.settings-page').evaluate((place) => place.remove());
  await clock.pass(1_000);
  const before = await asked();
  await clock.pass(60_000);
  expect(await asked()).toEqual(before);
  await page.close();
});
