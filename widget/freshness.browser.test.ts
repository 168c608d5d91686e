import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PageClock, stopClock } from './testing/page-clock.ts';
import type { SentRequest } from './testing/page-requests.ts';
import { panel, untilPanelShows } from './testing/panel.ts';
import { sampleCustomer, sampleView, sampleYear } from './testing/sample-views.ts';
import type { ReceivedRequest, Script } from './testing/scripted-backend.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

/** On a page with a stopped clock: the panel's requests depend on that clock alone. */
let stage: Stage;
let page: Page;
let clock: PageClock;

beforeAll(async () => {
  stage = await setStage({ prepare: (tab) => tab.clock.install() });
  page = await stage.open(0);
  clock = await stopClock(page);
});
afterAll(() => stage.close());

/** Goes to a new lead's card and waits for the first answer. */
async function openLead(script: Script): Promise<number> {
  const leadId = stage.addLead(script);
  await stage.switchTo(leadId);
  await clock.untilAnswered();
  return leadId;
}

const sees = (words: string): Promise<void> => untilPanelShows(page, words);

/** Lets time pass until this text has appeared or gone. */
const passUntil = (words: string, isThere: boolean): Promise<void> =>
  expect
    .poll(async () => {
      await clock.pass(1_000);
      return (await page.locator(panel).getByText(words).count()) > 0;
    })
    .toBe(isThere);

/** Makes the panel send the request that the server holds. */
async function untilHeld(leadId: number): Promise<void> {
  await clock.pass(1_000);
  await expect.poll(() => stage.backend.waiting(leadId)).toBe(1);
}

const received = (leadId: number): ReceivedRequest[] =>
  stage.backend.requests.filter((request) => request.path.startsWith(`/api/v1/leads/${leadId}/`));

const questions = async (leadId: number): Promise<SentRequest[]> =>
  (await clock.sent()).filter(({ url }) => url.includes(`/api/v1/leads/${leadId}/`));

const toggle = (): Promise<void> => page.locator('.js-widget-caption-block').click();

it('asks with the contacts of the card and its token, then waits for news', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await untilHeld(leadId);

  const [first, held] = received(leadId);
  expect(first).toMatchObject({ method: 'POST', answered: 200 });
  expect(first?.path).toContain(`/api/v1/leads/${leadId}/payments?zone=`);
  expect(JSON.parse(first?.body ?? '')).toEqual({
    contacts: [{ id: expect.any(Number), emails: ['anna@acme.example'] }],
    known: null,
  });
  expect(first?.headers['x-auth-token']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(first?.headers['accept-language']).toBe('en-US');
  expect(held).toMatchObject({
    method: 'GET',
    path: expect.stringContaining(`/api/v1/leads/${leadId}/payments?wait=25&zone=`),
  });
  expect(held?.headers['if-none-match']).toBeTruthy();
});

it('sends one request in the time that the server holds it', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await untilHeld(leadId);
  await clock.pass(25_000);
  expect(await questions(leadId)).toHaveLength(2);
  stage.backend.endWaits(leadId);
  await expect
    .poll(async () => {
      await clock.pass(500);
      return (await questions(leadId)).length;
    })
    .toBe(3);
  await expect.poll(() => received(leadId).map(({ answered }) => answered)).toEqual([200, 304, 0]);
});

it('shows a payment that arrives while the card is open, without a tick of its clock', async () => {
  const leadId = await openLead({ view: sampleView() });
  await sees('No payments yet');
  await untilHeld(leadId);
  stage.backend.script(leadId, { view: sampleYear() });
  await sees('€1,413.72');
});

it('sends no requests while the panel is collapsed, and one at once when it is opened again', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await untilHeld(leadId);
  await toggle();
  await clock.pass(60_000);
  await expect.poll(() => stage.backend.waiting(leadId)).toBe(0);
  expect(await questions(leadId)).toHaveLength(2);
  await toggle();
  const opened = await clock.now();
  await clock.pass(5_000);
  const next = (await questions(leadId))[2];
  expect(next?.at).toBeLessThanOrEqual(opened + 1_000);
  expect(next?.url).not.toContain('wait');
});

it('sends no requests while the tab is hidden, and one at once when it is back', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await untilHeld(leadId);
  const hide = (hidden: boolean) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  await expect.poll(() => stage.backend.waiting(leadId)).toBe(0);
  await clock.pass(60_000);
  expect(await questions(leadId)).toHaveLength(2);
  await hide(false);
  await clock.untilAnswered();
  const next = (await questions(leadId))[2];
  expect(next?.at).toBe(await clock.now());
});

it('keeps the last data, with its time, while the server is unreachable, and recovers by itself', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await untilHeld(leadId);
  stage.backend.script(leadId, { broken: true });
  await passUntil('Can’t load payments', true);
  await sees('Showing data as of');
  await sees('€1,413.72');

  stage.backend.script(leadId, { view: sampleYear({ status: 'refunded' }) });
  await passUntil('Can’t load payments', false);
  await sees('Refunded');
});

it('names the contacts until the server has checked them', async () => {
  const customer = sampleCustomer();
  const unconfirmed = { ...customer, match: { ...customer.match, confirmed: false } };
  const leadId = await openLead({ view: sampleYear({ customers: [unconfirmed] }) });
  await sees('checking in Kommo');
  await untilHeld(leadId);
  stage.backend.script(leadId, { view: sampleYear() });
  await page.getByText('checking in Kommo').waitFor({ state: 'detached' });
  await untilHeld(leadId);
  expect(received(leadId).map((request) => request.method)).toEqual(['POST', 'POST', 'GET']);
});

it('refreshes on demand', async () => {
  const leadId = await openLead({ view: sampleView() });
  await sees('No payments yet');
  stage.backend.script(leadId, { view: sampleYear() });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await sees('€1,413.72');
});

it('sends no requests in a card with collapsed widgets until it is opened', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  const prepare = (tab: Page) => tab.clock.install();
  const alone = await stage.openAlone(0, { query: { collapsed: '1' }, prepare });
  const its = await stopClock(alone);
  await alone.evaluate((id) => window.sandbox.openLead(id), leadId);
  await its.pass(60_000);
  expect(received(leadId)).toEqual([]);
  await alone.locator('.js-widget-caption-block').click();
  await its.pass(1_000);
  await alone.getByText('€1,413.72').first().waitFor();
  await alone.close();
});
