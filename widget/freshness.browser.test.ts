import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sampleCustomer, sampleView, sampleYear } from './testing/sample-views.ts';
import type { ReceivedRequest } from './testing/scripted-backend.ts';
import { type Stage, setStage } from './testing/stage.ts';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => page.close());
afterAll(() => stage.close());

/** Opens the card with a clock that stands until the test moves it. */
async function open(leadId: number): Promise<void> {
  page = await stage.open(leadId, { prepare: (opened) => opened.clock.install() });
}

const sees = (words: string): Promise<void> =>
  page.locator('.payments-via-fastspring').getByText(words).first().waitFor();

const requestsOf = (leadId: number): ReceivedRequest[] =>
  stage.backend.requests.filter((request) => request.path.startsWith(`/api/v1/leads/${leadId}/`));

/** Moves the page's clock on, second by second, until the backend has been asked so many times. */
async function untilAsked(leadId: number, times: number): Promise<number> {
  for (let seconds = 0; seconds <= 120; seconds++) {
    if (requestsOf(leadId).filter((request) => request.answered !== 0).length >= times) return seconds;
    await page.clock.runFor(1_000);
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  }
  throw new Error(`The backend was asked ${requestsOf(leadId).length} times`);
}

it('asks with the contacts of the card and its token, then conditionally', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  await open(leadId);
  await sees('€1,413.72');
  await untilAsked(leadId, 3);

  const [first, second, third] = requestsOf(leadId);
  expect(first?.method).toBe('POST');
  expect(JSON.parse(first?.body ?? '')).toEqual({
    contacts: [{ id: expect.any(Number), emails: ['anna@acme.example'] }],
  });
  expect(first?.headers['x-auth-token']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(first?.headers['accept-language']).toBe('en-US');
  for (const later of [second, third]) {
    expect(later).toMatchObject({ method: 'GET', answered: 304 });
    expect(later?.headers['if-none-match']).toBeTruthy();
  }
});

it('shows a payment that arrives while the card is open within 5 seconds of its clock', async () => {
  const leadId = stage.addLead({ view: sampleView() });
  await open(leadId);
  await sees('No payments yet');
  const asked = requestsOf(leadId).length;
  stage.backend.script(leadId, { view: sampleYear() });
  expect(await untilAsked(leadId, asked + 1)).toBeLessThanOrEqual(5);
  await sees('€1,413.72');
});

it('asks nothing while the panel is collapsed, and at once when it is opened again', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  await open(leadId);
  await sees('€1,413.72');
  await page.locator('.js-widget-caption-block').click();
  const asked = requestsOf(leadId).length;
  await page.clock.runFor(60_000);
  expect(requestsOf(leadId).length).toBe(asked);
  await page.locator('.js-widget-caption-block').click();
  expect(await untilAsked(leadId, asked + 1)).toBeLessThanOrEqual(2);
});

it('asks nothing while the tab is hidden, and at once when it is back', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  await open(leadId);
  await sees('€1,413.72');
  const hide = (hidden: boolean) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  const asked = requestsOf(leadId).length;
  await page.clock.runFor(60_000);
  expect(requestsOf(leadId).length).toBe(asked);
  await hide(false);
  expect(await untilAsked(leadId, asked + 1)).toBeLessThanOrEqual(1);
});

it('keeps what it knew, with its time, while the server cannot be reached, and recovers by itself', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  await open(leadId);
  await sees('€1,413.72');
  stage.backend.script(leadId, { broken: true });
  for (let second = 0; second < 12; second++) {
    await page.clock.runFor(1_000);
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  }
  await sees('The payments cannot be reached');
  await sees('You see what was known at');
  await sees('€1,413.72');

  stage.backend.script(leadId, { view: sampleYear({ status: 'refunded' }) });
  const answered = requestsOf(leadId).filter((request) => request.answered !== 0).length;
  await untilAsked(leadId, answered + 1);
  await sees('Refunded');
  await page.getByText('The payments cannot be reached').waitFor({ state: 'detached' });
});

it('names the contacts until the server has checked them', async () => {
  const customer = sampleCustomer();
  const unconfirmed = { ...customer, match: { ...customer.match, confirmed: false } };
  const leadId = stage.addLead({ view: sampleYear({ customers: [unconfirmed] }) });
  await open(leadId);
  await sees('being checked in Kommo');
  stage.backend.script(leadId, { view: sampleYear() });
  await untilAsked(leadId, 3);
  expect(requestsOf(leadId).map((request) => request.method)).toEqual(['POST', 'POST', 'GET']);
});

it('refreshes when it is told to', async () => {
  const leadId = stage.addLead({ view: sampleView() });
  await open(leadId);
  await sees('No payments yet');
  stage.backend.script(leadId, { view: sampleYear() });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await sees('€1,413.72');
});
