import type { ConsoleMessage, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleView, sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

/** What Kommo's pages do in one order today and may do in another tomorrow: none of it is documented. */
let stage: Stage;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  stage = await setStage({
    prepare: async (opened) => opened.on('pageerror', (error) => complaints.push(error.message)),
  });
});
beforeEach(() => {
  complaints = [];
});
afterEach(() => expect(complaints).toEqual([]));
afterAll(() => stage.close());

const code = 'payments_via_fastspring';
const panel = '.payments-via-fastspring';
const sees = (words: string): Promise<void> => page.locator(panel).getByText(words).first().waitFor();
const openLead = (leadId: number): Promise<void> => page.evaluate((id) => window.sandbox.openLead(id), leadId);

describe.each(['before', 'after', 'twice', 'never'])('page:changed %s the next render', (changed) => {
  it.each([
    ['yes', 'replace'],
    ['no', 'append'],
  ])('destroy between leads: %s, templates %s: one panel, for the right lead', async (destroy, templates) => {
    const first = stage.addLead({ view: sampleYear() });
    const second = stage.addLead({ view: sampleView() });
    page = await stage.open(first, { changed, destroy, templates });
    await sees('€1,413.72');
    await openLead(second);
    await sees('No payments yet');
    await page.evaluate(() => window.sandbox.renderAgain());
    await openLead(first);
    await sees('€1,413.72');
    await page.evaluate((id) => window.sandbox.changeLeadSilently(id), second);
    await sees('No payments yet');
    expect(await page.locator(panel).count()).toBe(1);
  });
});

it('two copies in one account: both panels are full, and one that is destroyed leaves the other', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  page = await stage.open(leadId, { copies: '2' });
  const bodyOf = (copy: string) => page.locator(`.card-widgets__widget-${copy} .card-widgets__widget__body`);
  for (const copy of [code, `${code}_test`]) await bodyOf(copy).getByText('€1,413.72').first().waitFor();
  const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(await page.locator(`.${code}_test-caption`).count()).toBe(1);

  await page.evaluate(() => window.sandbox.destroyCopy(0));
  expect(await bodyOf(code).innerText()).toBe('');
  const next = stage.addLead({ view: sampleView() });
  await openLead(next);
  await bodyOf(`${code}_test`).getByText('No payments yet').waitFor();
});

it.each([
  ['2', 'no'],
  ['2', 'yes'],
  ['3', 'no'],
  ['3', 'yes'],
])('with jQuery %s and a strict policy, destroy between leads: %s', async (jquery, destroy) => {
  const first = stage.addLead({ view: sampleYear() });
  const second = stage.addLead({ view: sampleView() });
  page = await stage.tab();
  const refused: string[] = [];
  const listen = (message: ConsoleMessage) => void (message.type() === 'error' && refused.push(message.text()));
  page.on('console', listen);
  await page.goto(`${stage.kommo.cardUrl(first)}?${new URLSearchParams({ jquery, destroy, csp: 'strict' })}`);
  await sees('€1,413.72');
  expect(await page.locator(panel).evaluate((root) => getComputedStyle(root).color)).toBe('rgb(54, 59, 68)');
  await openLead(second);
  await sees('No payments yet');
  page.off('console', listen);
  expect(refused).toEqual([]);
});

describe('the window of the integration', () => {
  async function openWindow(query: Readonly<Record<string, string>>): Promise<void> {
    page = await stage.tab();
    await page.goto(`${stage.kommo.settingsUrl()}?${new URLSearchParams(query)}`);
    await page.waitForFunction(() => 'sandbox' in window);
    await page.evaluate(async () => {
      await window.sandbox.ready;
      await window.sandbox.openSettingsModal();
    });
  }

  it.each(['yes', 'no'])('leads to the settings; callback with its body: %s', async (argument) => {
    await openWindow({ argument });
    const link = page.getByRole('link', { name: 'Open the settings' });
    expect(await link.getAttribute('href')).toBe(`/settings/widgets/${code}/`);
  });

  it('of a widget that is not installed says to install it first', async () => {
    await openWindow({ status: 'install' });
    await page.getByText('Install the widget first').waitFor();
    expect(await page.getByRole('link', { name: 'Open the settings' }).count()).toBe(0);
  });
});

describe('the settings page', () => {
  it.each(['work-area', 'list_page_holder', 'list-widget'])('is shown in %s', async (area) => {
    page = await stage.tab();
    await page.goto(`${stage.kommo.advancedSettingsUrl()}?${new URLSearchParams({ area })}`);
    await page.locator(`${panel}.pvf-page`).waitFor();
  });

  it('says so where Kommo has made no place for it', async () => {
    page = await stage.tab();
    await page.goto(`${stage.kommo.advancedSettingsUrl()}?area=none`);
    await page.getByText('Kommo has made no place').waitFor();
  });
});
