import type { ConsoleMessage, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { panel, untilPanelShows } from './testing/panel.ts';
import { sampleContact, sampleView, sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

/** Kommo's undocumented behaviours, which may be in one order today and in another tomorrow. */
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
const sees = (words: string): Promise<void> => untilPanelShows(page, words);
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

it('two copies in one account: both panels are full, and destroying one leaves the other', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  page = await stage.open(leadId, { copies: '2' });
  const bodyOf = (copy: string) => page.locator(`.card-widgets__widget-${copy} .card-widgets__widget__body`);
  for (const copy of [code, `${code}_test`]) await bodyOf(copy).getByText('€1,413.72').first().waitFor();
  const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(await page.locator(`.${code}_test-caption`).count()).toBe(1);
  for (const copy of [code, `${code}_test`]) expect(await page.locator(`.${copy}-panel`).count()).toBe(1);

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

describe.each([
  { changed: 'before', jquery: '2', destroy: 'yes' },
  { changed: 'before', jquery: '3', destroy: 'no' },
  { changed: 'after', jquery: '2', destroy: 'no' },
  { changed: 'after', jquery: '3', destroy: 'yes' },
])('page:changed $changed the next render, jQuery $jquery, destroy $destroy, a strict policy', (query) => {
  let refused: string[];
  const listen = (message: ConsoleMessage) => void (message.type() === 'error' && refused.push(message.text()));
  beforeEach(async () => {
    refused = [];
    page = await stage.tab();
    page.on('console', listen);
  });
  afterEach(() => {
    stage.backend.answerWith(() => undefined);
    page.off('console', listen);
    expect(refused).toEqual([]);
  });

  it('a lead, its contact and its company: one panel, for the right card', async () => {
    const leadId = stage.addLead({ view: sampleView() });
    const company = stage.kommo.addCompany({ name: 'Acme' });
    const contact = stage.kommo.addContact({ name: 'Anna', companyId: company.id });
    const ofContact = sampleContact(contact.id, [{ id: leadId, name: 'Acme, 5 seats', customerIds: [] }]);
    const { leadId: _, ...nothing } = sampleView({ rights: ofContact.rights });
    stage.backend.answerWith(({ path }) => {
      if (path === `contacts/${contact.id}/payments`) return { json: ofContact };
      if (path === `companies/${company.id}/payments`)
        return { json: { ...nothing, companyId: company.id, leads: [] } };
      return undefined;
    });
    await page.goto(`${stage.kommo.cardUrl(leadId)}?${new URLSearchParams({ ...query, csp: 'strict' })}`);
    await sees('No payments yet');
    await page.evaluate((id) => window.sandbox.openContact(id), contact.id);
    await sees('€1,413.72');
    const lead = page.locator(panel).getByRole('link', { name: 'Acme, 5 seats' });
    expect(await lead.getAttribute('href')).toBe(`/leads/detail/${leadId}`);
    // Actions on a lead are left to the lead's own card.
    for (const name of ['Create payment link', 'Unlink', 'Link a customer']) {
      expect(await page.locator(panel).getByRole('button', { name }).count()).toBe(0);
    }
    await page.evaluate((id) => window.sandbox.openCompany(id), company.id);
    await sees('No payments yet');
    await sees('saved in this card');
    await page.evaluate(() => window.sandbox.openContact(0));
    await sees('Save this card first');
    await openLead(leadId);
    await sees('one of this lead’s contacts');
    expect(await page.locator(panel).count()).toBe(1);
  });

  it('the list of leads: the payments of each, and a payment link for each', async () => {
    const [first, second] = [stage.addLead({ view: sampleView() }), stage.addLead({ view: sampleView() })];
    const asked: unknown[] = [];
    stage.backend.answerWith(({ path, json }) => {
      if (path === 'leads/payments-summary')
        return { json: { leads: [paidLead(first), { leadId: second, hidden: true }] } };
      if (path === `leads/${first}/payment-links/offer`)
        return { json: { products: [proPlan], kinds: ['checkout', 'quote'] } };
      if (path !== 'leads/payment-links') return undefined;
      asked.push(json);
      const made = { leadId: first, url: 'https://payments.example/pay/abc', email: 'anna@acme.example' };
      return { json: { links: [asked.length === 1 ? { leadId: first, problem: 'not_yet', reason: null } : made] } };
    });
    await page.goto(`${stage.kommo.cardUrl(first)}?${new URLSearchParams({ ...query, csp: 'strict' })}`);
    await sees('No payments yet');
    await page.evaluate(() => window.sandbox.openList());
    await page.getByRole('button', { name: 'Payments of the selected leads' }).click();
    await page.getByText('Select leads in the list first.').waitFor();
    for (const row of [0, 1]) await page.getByRole('checkbox').nth(row).check();
    // Twice, like an impatient person.
    for (const _ of [1, 2]) await page.evaluate(() => window.sandbox.chooseWidgetInList());
    const opened = page.getByRole('region', { name: 'Payments of the selected leads' });
    await opened.getByRole('row', { name: `${longName} Anna Schmidt, Berta Maria Roth Paid €238.00` }).waitFor();
    await opened.getByRole('row', { name: `#${second} Kommo doesn’t allow you to see this lead.` }).waitFor();

    // Kommo decides the width of its windows.
    const isCut = () =>
      page
        .locator('.modal-body, .pvf-window')
        .evaluateAll((all) => all.some((one) => one.scrollWidth > one.clientWidth));
    expect(await isCut()).toBe(false);
    await opened.getByRole('button', { name: 'Create payment links' }).click();
    await opened.getByLabel('Country').selectOption('DE');
    await opened.getByRole('button', { name: 'Create 1 link' }).click();
    await opened.getByText('Not created yet.').waitFor();
    await opened.getByRole('button', { name: 'Create the remaining link' }).click();
    await opened.getByText('1 link is ready').waitFor();
    expect(asked).toHaveLength(2);
    // The second request repeats the first: existing links are not made again.
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[0]).toMatchObject({ links: [{ leadId: first }], product: 'pro-monthly', quantity: 1, country: 'DE' });
    await opened.getByRole('link', { name: 'https://payments.example/pay/abc' }).waitFor();
    expect(await isCut()).toBe(false);
    await opened.getByRole('button', { name: 'Close' }).click();
    expect(await opened.count()).toBe(0);
  });
});

const proPlan = {
  path: 'pro-monthly',
  name: 'Pro plan',
  price: '99.00',
  currency: 'EUR',
  interval: 'month',
  intervalLength: 1,
};
const longName = 'Acme GmbH, five seats for the branch in Kiel, renewal of the year 2027';
const paidLead = (leadId: number) => ({
  ...{ leadId, hidden: false, name: longName, status: 'paid', customers: ['Anna Schmidt', 'Berta Maria Roth'] },
  paid: [{ currency: 'EUR', paid: '238.00' }],
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
    const link = page.getByRole('link', { name: 'Open settings' });
    expect(await link.getAttribute('href')).toBe(`/settings/widgets/${code}/`);
  });

  it('asks to install the widget first when it is not installed', async () => {
    await openWindow({ status: 'install' });
    await page.getByText('Install the widget first').waitFor();
    expect(await page.getByRole('link', { name: 'Open settings' }).count()).toBe(0);
  });
});

describe('the settings page', () => {
  it.each(['work-area', 'list_page_holder', 'list-widget'])('is shown in %s', async (area) => {
    page = await stage.tab();
    await page.goto(`${stage.kommo.advancedSettingsUrl()}?${new URLSearchParams({ area })}`);
    await page.locator(`${panel}.pvf-page`).waitFor();
  });

  it('says so where Kommo offers no place for it', async () => {
    page = await stage.tab();
    await page.goto(`${stage.kommo.advancedSettingsUrl()}?area=none`);
    await page.getByText('Kommo didn’t make room').waitFor();
  });
});
