import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { isLoopbackHost } from '../../../../server/platform/http/loopback.ts';
import { connectBrowser } from '../../../browser/connect.ts';
import { openPage } from '../../../browser/page.ts';
import { listenLocally } from '../../http/listen.ts';
import { type KommoSandbox, startKommoSandbox } from '../index.ts';
import { WON } from '../records/entities.ts';
import { writeTinyWidget } from './tiny-widget.ts';

let browser: Browser;
let directory: string;
let backend: Server;
let backendUrl: string;
let asked: IncomingHttpHeaders[];
let sandbox: KommoSandbox;
let page: Page;
/** errors in the page, and its requests to other machines */
let complaints: string[];

beforeAll(async () => {
  backend = createServer((request, response) => {
    const headers = {
      'access-control-allow-origin': sandbox.addressOf('demo'),
      'access-control-allow-headers': 'x-auth-token',
      'content-type': 'text/plain',
    };
    if (request.method === 'GET') asked.push(request.headers);
    response.writeHead(200, headers).end('paid');
  });
  backendUrl = `${await listenLocally(backend)}/`;
  directory = await mkdtemp(join(tmpdir(), 'sandbox-widget-'));
  await writeTinyWidget(directory, backendUrl);
  sandbox = await startKommoSandbox({
    widgetDirectory: directory,
    integration: { redirectUri: `${backendUrl}oauth/callback` },
  });
  browser = await connectBrowser();
  page = await openPage(browser);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!isLoopbackHost(new URL(request.url()).hostname)) complaints.push(request.url());
  });
});

afterAll(async () => {
  await browser.close();
  await sandbox.close();
  backend.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  asked = [];
  complaints = [];
});
afterEach(() => expect(complaints).toEqual([]));

test('the card shows the lead, and the widget in its column, called in Kommo’s order', async () => {
  const lead = annasLead();
  await open(sandbox.cardUrl(lead.id));
  expect(await page.textContent('.lead-fields')).toContain('anna@acme.example');
  const body = page.locator('#widgets_block .card-widgets__widget-payments_via_fastspring .card-widgets__widget__body');
  expect(await body.textContent()).toContain(`lcard lead ${lead.id} en anna@acme.example`);
  expect(await page.locator('.tiny-caption.js-widget-caption-block').count()).toBe(1);
  expect(await calledCallbacks()).toEqual(['render', 'init', 'bind_actions']);
});

test('a note, a task and a move appear without a reload, and a person moves the lead by its stages', async () => {
  const lead = annasLead();
  await open(sandbox.cardUrl(lead.id));
  const [sales] = sandbox.account().pipelines;
  sandbox.moveLeadByHand(lead.id, WON);
  sandbox.addTaskByHand({ text: 'Winback call', entity_id: lead.id, entity_type: 'leads' });
  await page.locator('#lead_feed', { hasText: 'Winback call' }).waitFor();
  expect(await page.textContent('#lead_stage')).toBe('Closed - won');

  await page.getByTitle('Negotiation').click();
  await page.locator('#lead_stage', { hasText: 'Negotiation' }).waitFor();
  expect(sandbox.lead(lead.id).status_id).toBe(sales?.statuses.find((status) => status.name === 'Negotiation')?.id);
});

test('every $authorizedAjax call carries the reader’s token, the same for 25 minutes', async () => {
  const seller = sandbox.account().users[1];
  await open(`${sandbox.cardUrl(annasLead().id)}?user=${seller?.id}`);
  await page.click('#ask');
  await page.locator('#answer', { hasText: 'paid' }).waitFor();
  await page.click('#ask');
  await expect.poll(() => asked.length).toBe(2);
  await page.evaluate(() => {
    const later = Date.now() + 25 * 60_000;
    Date.now = () => later;
  });
  await page.click('#ask');
  await expect.poll(() => asked.length).toBe(3);
  const tokens = asked.map((headers) => claimsOf(String(headers['x-auth-token'])));
  expect(tokens[0]).toMatchObject({
    user_id: seller?.id,
    is_admin: false,
    client_uuid: sandbox.integration().clientId,
  });
  expect(tokens[1]?.jti).toBe(tokens[0]?.jti);
  expect(tokens[2]?.jti).not.toBe(tokens[0]?.jti);
});

test('the contents of collapsed widgets are not shown until a person opens them', async () => {
  await open(`${sandbox.cardUrl(annasLead().id)}?collapsed=1`);
  expect(await page.locator('.tiny').isVisible()).toBe(false);
  await page.click('.tiny-caption');
  expect(await page.locator('.tiny').isVisible()).toBe(true);
});

test('going to another lead destroys or not, changes the page and shows the widget again', async () => {
  const lead = annasLead();
  const other = sandbox.addLead({ name: 'Second' });
  await open(sandbox.cardUrl(lead.id));
  await page.getByRole('button', { name: 'Second' }).click();
  await page.locator('.tiny', { hasText: `lead ${other.id}` }).waitFor();
  expect(page.url()).toBe(sandbox.cardUrl(other.id));
  expect(await calledCallbacks()).toEqual([
    'render',
    'init',
    'bind_actions',
    'destroy',
    'render',
    'init',
    'bind_actions',
  ]);
  expect(await page.evaluate('window.pageChanges')).toBe(1);

  await open(`${sandbox.cardUrl(lead.id)}?destroy=no`);
  await page.evaluate(`sandbox.openLead(${other.id})`);
  expect(await calledCallbacks()).not.toContain('destroy');
  await page.evaluate('sandbox.renderAgain()');
  expect(await page.locator('.tiny').count()).toBe(1);
  await page.evaluate(`Promise.all([sandbox.openLead(${lead.id}), sandbox.openLead(${other.id})])`);
  expect(await page.textContent('.tiny')).toContain(`lead ${other.id}`);
  await page.evaluate('sandbox.leaveCard()');
  expect(await page.evaluate('APP.data.current_card')).toBe(false);
});

test('an unsaved lead has id 0', async () => {
  await open(`${sandbox.addressOf('demo')}/leads/add`);
  expect(await page.textContent('.tiny')).toContain('lead 0');
});

test('language and theme are switched as Kommo does', async () => {
  await open(`${sandbox.cardUrl(annasLead().id)}?lang=es&theme=dark`);
  expect(await page.textContent('.tiny')).toContain('es');
  const background = () =>
    page.evaluate<string>(
      `getComputedStyle(document.documentElement).getPropertyValue('--palette-background-primary')`,
    );
  expect(await background()).toBe('#153043');
  await page.getByRole('button', { name: 'Light / dark' }).click();
  expect(await page.evaluate('document.documentElement.dataset.colorScheme')).toBeUndefined();
  expect(await background()).toBe('#ffffff');
  await page.getByLabel('Language').selectOption('en');
  await page.locator('.tiny', { hasText: 'en' }).waitFor();
});

test('a careless widget can be put beside ours, and the column made narrow', async () => {
  await open(`${sandbox.cardUrl(annasLead().id)}?pollute=1&width=220`);
  expect(await page.evaluate(`document.querySelector('#widgets_block').clientWidth`)).toBe(220);
  expect(await page.locator('.card-widgets__widget').count()).toBe(2);
  expect(await page.evaluate('typeof [].last')).toBe('function');
});

test('from a lead to the widget’s settings and back, also by the paths that a widget knows', async () => {
  const lead = sandbox.addLead({ name: 'Acme' });
  await page.goto(sandbox.cardUrl(lead.id));
  await page.getByRole('link', { name: 'Settings of the widget' }).click();
  await page.getByText('settings of ours').waitFor();
  await page.getByRole('link', { name: 'Back to the lead' }).click();
  await page.locator('.tiny').waitFor();
  await page.goto(`${sandbox.addressOf('demo')}/settings/widgets/payments_via_fastspring/`);
  await page.getByText('settings of ours').waitFor();
  await page.goto(`${sandbox.addressOf('demo')}/leads/detail/${lead.id}`);
  await page.locator('.tiny').waitFor();
});

test('the advanced settings have a work area, which may appear late', async () => {
  await open(sandbox.advancedSettingsUrl());
  expect(await page.textContent('#work-area-payments_via_fastspring')).toBe('settings of ours');
  expect(await page.evaluate('APP.getWidgetsArea()')).toBe('advanced-settings:payments_via_fastspring');
  await open(`${sandbox.advancedSettingsUrl()}?late=1`);
  await page.locator('#work-area-payments_via_fastspring').waitFor();
});

test('the advanced settings are left for another page, and shown again, without a page load', async () => {
  await open(sandbox.advancedSettingsUrl());
  await page.evaluate('sandbox.leaveAdvancedSettings()');
  expect(await page.locator('#work-area-payments_via_fastspring').count()).toBe(0);
  await page.evaluate('sandbox.showAdvancedSettings()');
  expect(await page.textContent('#work-area-payments_via_fastspring')).toBe('settings of ours');
  const opening = ['render', 'init', 'bind_actions', 'advancedSettings'];
  expect(await calledCallbacks()).toEqual([...opening, 'destroy', ...opening]);
});

test('the settings modal calls settings, and saving closes it', async () => {
  await open(sandbox.settingsUrl());
  await page.getByRole('button', { name: 'payments_via_fastspring' }).click();
  await page.locator('.modal.payments_via_fastspring', { hasText: 'hint of ours' }).waitFor();
  await page.click('.js-widget-save');
  await page.locator('.modal').waitFor({ state: 'detached' });
  expect(await calledCallbacks()).toEqual(['render', 'init', 'bind_actions', 'settings', 'onSave']);
});

test('files outside the widget’s folder are not served', async () => {
  const answer = await fetch(`${sandbox.addressOf('demo')}/upl/payments_via_fastspring/widget/..%2f..%2fetc%2fpasswd`);
  expect(answer.status).toBe(404);
});

async function open(address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction('window.sandbox');
  await page.evaluate('sandbox.ready');
}

function calledCallbacks(): Promise<string[]> {
  return page.evaluate('sandbox.calledCallbacks');
}

function annasLead() {
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  return sandbox.addLead({ name: 'Licences', contactIds: [contact.id] });
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
