import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentsView } from '../server/api/card/payments-view.ts';
import { type PageClock, stopClock } from './testing/page-clock.ts';
import { watchRequests } from './testing/page-requests.ts';
import { panel, untilPanelShows } from './testing/panel.ts';
import { sampleOrder, sampleView, sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

let stage: Stage;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  stage = await setStage({ prepare: listen });
});
afterAll(() => stage.close());

async function listen(opened: Page): Promise<void> {
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => complaints.push(message.text()));
}

async function open(leadId: number, query?: Readonly<Record<string, string>>): Promise<void> {
  complaints = [];
  page = await stage.open(leadId, query);
}

/** Loads a page with a stopped clock, and goes to a lead's card. */
async function openWithClock(leadId: number): Promise<PageClock> {
  complaints = [];
  page = await stage.openAlone(0, {
    async prepare(opened) {
      await listen(opened);
      await opened.clock.install();
    },
  });
  const clock = await stopClock(page);
  await openLead(leadId);
  await clock.untilAnswered();
  return clock;
}

const sees = (words: string): Promise<void> => untilPanelShows(page, words);
const openLead = (leadId: number): Promise<void> => page.evaluate((id) => window.sandbox.openLead(id), leadId);
const callsTo = (leadId: number): number =>
  stage.backend.requests.filter((request) => request.path.startsWith(`/api/v1/leads/${leadId}/`)).length;

describe('Kommo calls', () => {
  it('render again and again: there is one panel, and one request', async () => {
    const leadId = stage.addLead({ view: sampleYear() });
    const clock = await openWithClock(leadId);
    await sees('€1,413.72');
    for (let time = 0; time < 5; time++) await page.evaluate(() => window.sandbox.renderAgain());
    await clock.untilAnswered();
    expect(await page.locator(panel).count()).toBe(1);
    expect(await page.locator('.pvf-header').count()).toBe(1);
    expect(callsTo(leadId)).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('nothing when a new lead is saved: the panel notices', async () => {
    const leadId = stage.addLead({ view: sampleYear() });
    await open(0);
    await sees('Save this lead first');
    await page.evaluate((id) => {
      const card = window.APP?.data?.current_card;
      if (card) Object.assign(card, { id });
    }, leadId);
    await sees('€1,413.72');
  });

  it('destroy when the card is left: no more requests are sent', async () => {
    const leadId = stage.addLead({ view: sampleYear() });
    const clock = await openWithClock(leadId);
    await sees('€1,413.72');
    await page.evaluate(() => window.sandbox.leaveCard());
    await clock.pass(60_000);
    expect(callsTo(leadId)).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

it('drops the late answer of a lead that is no longer open', async () => {
  let release: (view: PaymentsView) => void = () => undefined;
  const held = new Promise<PaymentsView>((resolve) => {
    release = resolve;
  });
  const slow = stage.addLead({ held });
  const quick = stage.addLead({ view: sampleView() });
  await open(quick);
  const requests = await watchRequests(page);
  await openLead(slow);
  await expect.poll(() => callsTo(slow)).toBe(1);
  await openLead(quick);
  await sees('No payments yet');
  release(sampleYear());
  await requests.untilAnswered();
  expect(await page.locator(panel).textContent()).not.toContain('€1,413.72');
});

it('shows the known data of a reopened lead at once', async () => {
  const first = stage.addLead({ view: sampleYear() });
  const second = stage.addLead({ view: sampleView() });
  await open(first);
  await sees('€1,413.72');
  await openLead(second);
  await sees('No payments yet');
  stage.backend.script(first, { held: new Promise(() => undefined) });
  await openLead(first);
  await sees('€1,413.72');
});

describe('its appearance', () => {
  const colours = (): Promise<string[]> =>
    page.locator(panel).evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      return [color, backgroundColor];
    });

  it('follows the theme while it is open', async () => {
    await open(stage.addLead({ view: sampleYear() }));
    await sees('€1,413.72');
    expect(await colours()).toEqual(['rgb(54, 59, 68)', 'rgb(255, 255, 255)']);
    await page.evaluate(() => window.sandbox.setTheme('dark'));
    expect(await colours()).toEqual(['rgb(242, 242, 242)', 'rgb(21, 48, 67)']);
  });

  it('is the same beside a widget that pollutes globals, prototypes and style', async () => {
    const leadId = stage.addLead({ view: sampleYear({ orders: [sampleOrder()] }) });
    await open(leadId);
    await sees('€1,413.72');
    const clean = await look();
    await open(leadId, { pollute: '1' });
    await sees('€1,413.72');
    await page.locator('.pvf-order > button').click();
    await page.locator('.pvf-order > button').click();
    await page.mouse.move(0, 0);
    await expect.poll(look).toEqual(clean);
    expect(complaints).toEqual([]);
  });

  it('changes nothing outside of the panel', async () => {
    const outside = (): Promise<string> =>
      page.evaluate(() => {
        const others = [...document.querySelectorAll('body *')].filter(
          (element) => !element.closest('.payments-via-fastspring'),
        );
        return JSON.stringify(others.map((element) => [element.tagName, { ...getComputedStyle(element) }.cssText]));
      });
    await open(stage.addLead({ view: sampleYear() }));
    await sees('€1,413.72');
    const withStyle = await outside();
    await page.evaluate(() => document.getElementById('payments-via-fastspring-style-css')?.remove());
    expect(await outside()).toBe(withStyle);
  });

  /** Position, size, colour and text of everything in the panel. */
  const look = (): Promise<unknown> =>
    page.locator(panel).evaluate((root) => {
      const origin = root.getBoundingClientRect();
      return [...root.querySelectorAll(':not(svg, path)')].map((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const { color, backgroundColor, fontSize, letterSpacing, textTransform, borderWidth } =
          getComputedStyle(element);
        const place = [left - origin.left, top - origin.top, width, height].map(Math.round);
        return [element.tagName, place, color, backgroundColor, fontSize, letterSpacing, textTransform, borderWidth];
      });
    });
});

describe('the install window', () => {
  it('says where the settings are, only once even if it is opened often', async () => {
    await open(0);
    await page.goto(stage.kommo.settingsUrl());
    await page.waitForFunction(() => 'sandbox' in window);
    await page.evaluate(async () => {
      await window.sandbox.ready;
      await window.sandbox.openSettingsModal();
    });
    const link = page.getByRole('link', { name: 'Open settings' });
    expect(await link.getAttribute('href')).toBe('/settings/widgets/payments_via_fastspring/');
    expect(await link.count()).toBe(1);
  });
});
