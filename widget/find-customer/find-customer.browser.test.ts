import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuggestedCustomer } from '../../server/api/card/payments-view.ts';
import { expectPicture, looks, takeOn } from '../testing/expect-picture.ts';
import { panel } from '../testing/panel.ts';
import { sampleSuggestion, sampleView, sampleYear } from '../testing/sample-views.ts';
import { type Stage, setStage } from '../testing/set-stage.ts';
import { keepDateStill, NOW } from '../testing/still-date.ts';

type Answer = { readonly customers: readonly SuggestedCustomer[] } | { readonly status: number; readonly code: string };

let stage: Stage;
let page: Page;
let answer: Answer;
let searches: (string | null)[];

keepDateStill();
beforeAll(async () => {
  stage = await setStage({
    context: { viewport: { width: 1200, height: 1600 }, locale: 'en-GB' },
    prepare: (tab) => tab.clock.setFixedTime(NOW),
  });
  page = await stage.tab();
  // Once for all tests: removing a route while the page sends a request can delay the request.
  await page.route(/\/customers\?search=/, (route) => {
    searches.push(new URL(route.request().url()).searchParams.get('search'));
    const status = 'status' in answer ? answer.status : 200;
    return route.fulfill({ status, headers: { 'access-control-allow-origin': '*' }, json: answer });
  });
});
afterAll(() => stage.close());

const berta = (): SuggestedCustomer =>
  sampleSuggestion({
    name: 'Berta Braun',
    email: 'billing@holding.example',
    reason: 'hand',
    explanation: 'now on lead “Holding, renewal”',
  });

/** An empty card with a fixed answer to every search; returns its lead and the searches. */
async function open(given: Answer = { customers: [berta()] }) {
  answer = given;
  searches = [];
  const leadId = stage.addLead({ view: sampleView() });
  await stage.switchTo(leadId);
  await page.getByRole('button', { name: 'Link a customer' }).click();
  await page.getByLabel('Email, name or company').and(page.locator(':focus')).waitFor();
  return { leadId, searches };
}

/** The form has the focus when it opens. */
async function search(words: string): Promise<void> {
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

it('a customer is found and linked by keyboard, and the panel shows the payments', async () => {
  const { leadId, searches } = await open();
  await search('holding');
  await page.getByText('now on lead “Holding, renewal”').waitFor();
  expect(searches).toEqual(['holding']);
  await page.getByRole('button', { name: 'Link', exact: true }).click();
  stage.backend.scriptChanged(leadId, { view: sampleYear() });
  await page.getByRole('button', { name: 'Yes, link' }).click();
  await page.locator(panel).getByText('€1,413.72').waitFor();
  const puts = stage.backend.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
  expect(puts).toEqual([`/api/v1/leads/${leadId}/customers/customer-2`]);
  await page.getByLabel('Email, name or company').waitFor({ state: 'detached' });
});

it('says that no customer matches, and why a search was refused', async () => {
  await open({ customers: [] });
  await search('nobody');
  await page.getByText('No other customers match.').waitFor();
  await open({ status: 400, code: 'search_too_short' });
  await search('abc');
  await page.getByText('Enter at least three letters of the email').waitFor();
});

it('asks for three letters before it searches, and closes on demand', async () => {
  const { searches } = await open();
  await search('ab');
  expect(await page.locator(`${panel} input:invalid`).count()).toBe(1);
  expect(searches).toEqual([]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Link a customer' }).waitFor();
});

describe('looks as in its picture', () => {
  beforeAll(async () => {
    await open();
    await search('holding');
    await page.getByText('now on lead “Holding, renewal”').waitFor();
  });

  it.each(looks)('$theme, $width pixels wide', async ({ theme, width }) => {
    await takeOn(page, { theme, width });
    await expectPicture(page, page.locator(panel), `find-customer-${theme}-${width}.png`);
  });
});
