import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilPanelShows } from '../testing/panel.ts';
import { daysAgo, sampleSuggestion, sampleUnlinked, sampleView, sampleYear } from '../testing/sample-views.ts';
import type { ReceivedRequest, Script } from '../testing/scripted-backend.ts';
import { type Stage, setStage } from '../testing/set-stage.ts';

/** Customers of a lead: suggested, linked and unlinked. */
let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

async function open(script: Script): Promise<number> {
  const leadId = stage.addLead(script);
  page = await stage.switchTo(leadId);
  return leadId;
}

const sees = (words: string): Promise<void> => untilPanelShows(page, words);

const requestsOf = (leadId: number): ReceivedRequest[] =>
  stage.backend.requests.filter((request) => request.path.startsWith(`/api/v1/leads/${leadId}/`));

it('asks once before it links, then shows the server’s data', async () => {
  const leadId = await open({ view: sampleView({ suggestions: [sampleSuggestion()] }) });
  await sees('€238.00 · last paid 3 days ago');
  await page.getByRole('button', { name: 'Link', exact: true }).click();
  await sees('Link A. Schmidt to this lead? Their payments will show here.');
  expect(requestsOf(leadId).some((request) => request.method === 'PUT')).toBe(false);

  stage.backend.scriptChanged(leadId, { view: sampleYear() });
  await page.getByRole('button', { name: 'Yes, link' }).click();
  await sees('€1,413.72');
  const put = requestsOf(leadId).find((request) => request.method === 'PUT');
  expect(put?.path).toBe(`/api/v1/leads/${leadId}/customers/customer-2`);
});

it('names how many customers wait for a lead, if any do', async () => {
  const text = 'Payments of 3 customers found no lead.';
  await open({ view: sampleView({ waiting: { count: 3, text } }) });
  await sees(text);
  await open({ view: sampleYear() });
  await sees('€1,413.72');
  expect(await page.getByText('found no lead').count()).toBe(0);
});

it('unlinks a customer, or keeps it', async () => {
  const leadId = await open({ view: sampleYear() });
  await page.getByRole('button', { name: 'Unlink' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Yes, unlink' }).waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Unlink');
  expect(requestsOf(leadId).some((request) => request.method === 'DELETE')).toBe(false);
  await page.getByRole('button', { name: 'Unlink' }).click();
  stage.backend.scriptChanged(leadId, { view: sampleView() });
  await page.getByRole('button', { name: 'Yes, unlink' }).click();
  await sees('No payments yet');
  const removed = requestsOf(leadId).find((request) => request.method === 'DELETE');
  expect(removed?.path).toBe(`/api/v1/leads/${leadId}/customers/customer-1`);
});

it('names the unlinked customer, and links the payments again with one click', async () => {
  const history = [{ at: daysAgo(0), type: 'link.removed', text: 'Payments unlinked by Maya Lindqvist' }];
  const leadId = await open({ view: sampleView({ unlinked: [sampleUnlinked], history }) });
  await sees(sampleUnlinked.text);
  expect(await page.getByText('Payments appear here when').count()).toBe(0);
  stage.backend.script(leadId, { status: 404, code: 'lead_unknown' });
  await page.getByRole('button', { name: 'Link again' }).click();
  await page.locator('.pvf-question').getByText('Kommo no longer has this lead.').waitFor();
  stage.backend.script(leadId, { view: sampleYear() });
  await page.getByRole('button', { name: 'Link again' }).click();
  await sees('€1,413.72');
  const puts = requestsOf(leadId).filter((request) => request.method === 'PUT');
  expect(puts.map(({ path }) => path)).toEqual(Array(2).fill(`/api/v1/leads/${leadId}/customers/customer-1`));
});

it('shows beside the question why a change was refused', async () => {
  const leadId = await open({ view: sampleYear() });
  await page.getByRole('button', { name: 'Unlink' }).click();
  stage.backend.script(leadId, { status: 409, code: 'kommo_disconnected' });
  await page.getByRole('button', { name: 'Yes, unlink' }).click();
  await page.locator('.pvf-question').getByText('The connection to Kommo was lost.').first().waitFor();
});

it('offers no change to readers without the right', async () => {
  await open({
    view: sampleYear({ rights: { configure: false, link: false, search: false }, unlinked: [sampleUnlinked] }),
  });
  await page.getByText('same email').click();
  await page.locator('.pvf-customer').getByText('anna@acme.example belongs to contact Anna Schmidt').waitFor();
  expect(await page.getByRole('button', { name: 'Unlink' }).count()).toBe(0);
  await sees(sampleUnlinked.text);
  expect(await page.getByRole('button', { name: 'Link again' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Link a customer' }).count()).toBe(0);
});
