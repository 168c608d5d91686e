import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PageClock, stopClock } from './testing/page-clock.ts';
import type { SentRequest } from './testing/page-requests.ts';
import { sampleCustomer, sampleView, sampleYear } from './testing/sample-views.ts';
import type { ReceivedRequest, Script } from './testing/scripted-backend.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

/** On a page whose clock stands: what the panel asks depends on that clock alone. */
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

const sees = (words: string): Promise<void> =>
  page.locator('.payments-via-fastspring').getByText(words).first().waitFor();

const received = (leadId: number): ReceivedRequest[] =>
  stage.backend.requests.filter((request) => request.path.startsWith(`/api/v1/leads/${leadId}/`));

const questions = async (leadId: number): Promise<SentRequest[]> =>
  (await clock.sent()).filter(({ url }) => url.includes(`/api/v1/leads/${leadId}/`));

const toggle = (): Promise<void> => page.locator('.js-widget-caption-block').click();

it('asks with the contacts of the card and its token, then conditionally', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await clock.pass(6_000);

  const [first, ...others] = received(leadId);
  expect(first?.method).toBe('POST');
  expect(JSON.parse(first?.body ?? '')).toEqual({
    contacts: [{ id: expect.any(Number), emails: ['anna@acme.example'] }],
  });
  expect(first?.headers['x-auth-token']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(first?.headers['accept-language']).toBe('en-US');
  expect(others).toHaveLength(2);
  for (const later of others) {
    expect(later).toMatchObject({ method: 'GET', answered: 304 });
    expect(later.headers['if-none-match']).toBeTruthy();
  }
});

it('shows a payment that arrives while the card is open within 5 seconds of its clock', async () => {
  const leadId = await openLead({ view: sampleView() });
  await sees('No payments yet');
  stage.backend.script(leadId, { view: sampleYear() });
  await clock.pass(5_000);
  await sees('€1,413.72');
});

it('asks nothing while the panel is collapsed, and at once when it is opened again', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  await toggle();
  await clock.pass(60_000);
  expect(await questions(leadId)).toHaveLength(1);
  await toggle();
  const opened = await clock.now();
  await clock.pass(5_000);
  const [, next] = await questions(leadId);
  expect(next?.at).toBeLessThanOrEqual(opened + 1_000);
});

it('asks nothing while the tab is hidden, and at once when it is back', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  const hide = (hidden: boolean) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  await clock.pass(60_000);
  expect(await questions(leadId)).toHaveLength(1);
  await hide(false);
  await clock.untilAnswered();
  const [, next] = await questions(leadId);
  expect(next?.at).toBe(await clock.now());
});

it('keeps what it knew, with its time, while the server cannot be reached, and recovers by itself', async () => {
  const leadId = await openLead({ view: sampleYear() });
  await sees('€1,413.72');
  stage.backend.script(leadId, { broken: true });
  await clock.pass(12_000);
  await sees('The payments cannot be reached');
  await sees('You see what was known at');
  await sees('€1,413.72');

  stage.backend.script(leadId, { view: sampleYear({ status: 'refunded' }) });
  await clock.pass(12_000);
  await sees('Refunded');
  await page.getByText('The payments cannot be reached').waitFor({ state: 'detached' });
});

it('names the contacts until the server has checked them', async () => {
  const customer = sampleCustomer();
  const unconfirmed = { ...customer, match: { ...customer.match, confirmed: false } };
  const leadId = await openLead({ view: sampleYear({ customers: [unconfirmed] }) });
  await sees('being checked in Kommo');
  stage.backend.script(leadId, { view: sampleYear() });
  await clock.pass(6_000);
  expect(received(leadId).map((request) => request.method)).toEqual(['POST', 'POST', 'GET']);
});

it('refreshes when it is told to', async () => {
  const leadId = await openLead({ view: sampleView() });
  await sees('No payments yet');
  stage.backend.script(leadId, { view: sampleYear() });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await sees('€1,413.72');
});
