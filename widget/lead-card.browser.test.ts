import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopClock } from './testing/page-clock.ts';
import { panel, untilPanelShows } from './testing/panel.ts';
import {
  daysAgo,
  sampleCustomer,
  sampleOrder,
  sampleProblem,
  sampleSubscription,
  sampleView,
  sampleYear,
} from './testing/sample-views.ts';
import { type Script, serversEnglish } from './testing/scripted-backend.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
});
afterAll(() => stage.close());

async function open(script: Script): Promise<number> {
  const leadId = stage.addLead(script);
  page = await stage.switchTo(leadId);
  return leadId;
}

/** The text as a person reads it: no-break spaces count as spaces. */
const asRead = (content: string): string => content.replaceAll(/[\u00a0\u202f]/g, ' ');

const text = async (selector = panel): Promise<string> => asRead(await page.locator(selector).innerText());

const sees = (words: string): Promise<void> => untilPanelShows(page, words);

describe('in the language of the page', () => {
  afterAll(() => stage.open(0));

  it.each([
    ['en', 'Paid', '€1,413.72'],
    ['es', 'Pagado', '1413,72 €'],
    ['pt', 'Pago', '€ 1.413,72'],
    ['tr', 'Ödendi', '€1.413,72'],
    ['id', 'Lunas', '€1.413,72'],
  ])('the status and the sums in %s', async (lang, status, paid) => {
    page = await stage.open(stage.addLead({ view: sampleYear() }), { lang });
    await page.locator('.pvf-header').waitFor();
    expect(await text()).toContain(status);
    expect(await text()).toContain(paid);
    expect(await text()).toContain('€99.00 a month + tax');
  });
});

describe('its contents', () => {
  it('an order with all its details, opened by keyboard', async () => {
    const refund = { at: daysAgo(1), kind: 'refund', total: '20.00', currency: 'EUR', reason: 'Discount' } as const;
    const order = sampleOrder({ discount: '10.00', refunded: '20.00', refunds: [refund] });
    await open({ view: sampleYear({ orders: [order] }) });
    await page.locator('.pvf-order button').focus();
    await page.keyboard.press('Enter');
    const details = await text('.pvf-details');
    for (const words of ['ACM261120-4821-10001', '2 × Pro plan', '€200.00', '19% MwSt, Germany', '€38.00']) {
      expect(details).toContain(words);
    }
    for (const words of ['−€10.00', '−€20.00', 'Discount', 'Card •••• 4242']) expect(details).toContain(words);
    expect(await text('.pvf-amount')).toBe('€238.00\n−€20.00');
  });

  it('the problem, its start, and what to do', async () => {
    const problems = [
      sampleProblem(),
      sampleProblem({ kind: 'chargeback', since: daysAgo(0), updatePaymentUrl: null }),
    ];
    await open({ view: sampleYear({ status: 'overdue', problems }) });
    await sees('Charge declined · 2 days ago');
    await sees('Pro plan · €117.81 · the card has expired');
    await sees('Chargeback · today');
    const card = { reason: 'Visa ••••\u00a04242', amount: null } as const;
    await open({
      view: sampleYear({ problems: [sampleProblem({ ...card, kind: 'card-expiring', until: daysAgo(-2) })] }),
    });
    await sees('Card expires in 2 days');
    await sees('Pro plan · Visa •••• 4242');
  });

  it('each subscription with its next event', async () => {
    const subscriptions = [
      sampleSubscription({ id: '1', nextChargeAt: daysAgo(-3) }),
      sampleSubscription({ id: '2', state: 'trial', trialEndsAt: daysAgo(-2) }),
      sampleSubscription({ id: '3', state: 'canceled', endsAt: daysAgo(-1) }),
    ];
    await open({ view: sampleYear({ subscriptions }) });
    await sees('Next charge in 3 days');
    await sees('Trial ends in 2 days');
    await sees('Ends tomorrow');
    await sees('5 × €19.80 a month + tax');
    expect(await page.getByText('Visa •••• 4242, expires 03/2029').count()).toBe(3);
  });

  it('a charge that was due without any report of it', async () => {
    const subscriptions = [
      sampleSubscription({ id: '1', nextChargeAt: daysAgo(4) }),
      sampleSubscription({ id: '2', state: 'trial', trialEndsAt: daysAgo(2), nextChargeAt: null }),
    ];
    await open({ view: sampleYear({ subscriptions }) });
    await sees('Next charge €117.81 was due 4 days ago, not reported yet');
    await sees('Next charge was due 2 days ago, not reported yet');
  });

  it('test orders marked, and orders that are not paid with their state', async () => {
    const orders = [sampleOrder({ id: '1', live: false }), sampleOrder({ id: '2', state: 'payment_pending' })];
    await open({ view: sampleYear({ orders }) });
    await sees('Payment pending');
    expect(await page.locator('.pvf-mark').allTextContents()).toEqual(['Test', 'Payment pending']);
  });

  it('the months as a table, refunds and expected charges included', async () => {
    await open({ view: sampleYear() });
    await page.getByRole('button', { name: 'Show as table' }).click();
    const rows = await page.getByRole('table', { name: 'Payments of the last 12 months' }).getByRole('row').all();
    expect(rows.length).toBeGreaterThanOrEqual(13);
    expect(await rows[0]?.getByRole('columnheader').allTextContents()).toEqual(['Month', 'Paid']);
    expect(await text('table')).toContain('Refunded −€20.00');
    expect(await text('table')).toContain('Expected €117.81');
    await page.getByRole('button', { name: 'Show as chart' }).click();
    await page.getByRole('img', { name: 'Payments of the last 12 months' }).waitFor();
  });

  it('three of many currencies at once, and the picture of the chosen one', async () => {
    const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'KWD'];
    const totals = currencies.map((currency) => ({
      currency,
      paid: '12.00',
      tax: '0.00',
      refunded: '0.00',
      taxKept: '0.00',
      net: '12.00',
    }));
    const orders = currencies.map((currency) => sampleOrder({ id: currency, currency, total: '12.00' }));
    await open({ view: sampleYear({ totals, orders }) });
    await page.getByText('2 more currencies').click();
    const shown = await page.locator('.pvf-total strong').allTextContents();
    expect(shown.map(asRead)).toEqual(['€12.00 paid', '$12.00 paid', '£12.00 paid', '¥12 paid', 'KWD 12.000 paid']);
    await page.getByLabel('Currency').selectOption('JPY');
    await page.locator('.pvf-bar-above[style*="48px"]').hover();
    await sees('¥12');
  });

  it('a name that contains markup literally', async () => {
    const product = '<img src=x onerror="window.harm = true">';
    const company = '<b>Acme</b>';
    const view = sampleYear({
      subscriptions: [sampleSubscription({ product })],
      customers: [sampleCustomer({ company })],
    });
    await open({ view });
    await sees(product);
    await sees('Anna Schmidt · <b>Acme</b>');
    expect(await page.evaluate(() => 'harm' in window)).toBe(false);
  });

  it('five hundred orders on demand, in a box that the keyboard scrolls', async () => {
    const orders = Array.from({ length: 500 }, (_, index) => sampleOrder({ id: `order-${index}` }));
    await open({ view: sampleYear({ orders }) });
    await page.getByRole('button', { name: 'Show all 500' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.pvf-order').length === 500);
    expect(await page.getByRole('list', { name: 'Orders' }).getAttribute('tabindex')).toBe('0');
    await page.getByRole('button', { name: 'Show fewer' }).click();
    expect(await page.locator('.pvf-order').count()).toBe(5);
  });
});

describe('when there is nothing to show', () => {
  it('says how payments get here', async () => {
    await open({ view: sampleView() });
    await sees('when one of this lead’s contacts pays');
    await open({ view: sampleView({ setup: 'no-event' }) });
    await sees('Waiting for FastSpring');
  });

  it.each([
    ['no-secret', 'FastSpring not connected'],
    ['refused', 'Webhooks are refused'],
  ] as const)('leads an administrator to the settings: %s', async (setup, title) => {
    await open({ view: sampleView({ setup }) });
    await sees(title);
    const link = page.getByRole('link', { name: 'Open settings' });
    expect(await link.getAttribute('href')).toBe('/settings/widgets/payments_via_fastspring/');
  });

  it.each([
    ['no-secret', 'Ask an account administrator to connect FastSpring.'],
    ['refused', 'Ask an account administrator to check the connection to FastSpring.'],
  ] as const)('sends everybody else to an administrator: %s', async (setup, advice) => {
    await open({ view: sampleView({ setup, rights: { configure: false, link: false, search: false } }) });
    await sees(advice);
    expect(await page.getByRole('link', { name: 'Open settings' }).count()).toBe(0);
  });

  it('asks to save a new lead first, and sends no request', async () => {
    const asked: string[] = [];
    page = await stage.openAlone(0, {
      async prepare(opened) {
        opened.on('request', (request) => asked.push(new URL(request.url()).origin));
        await opened.clock.install();
      },
    });
    await sees('Save this lead first');
    const clock = await stopClock(page);
    await clock.pass(10_000);
    expect(asked).toContain(new URL(stage.kommo.cardUrl(0)).origin);
    expect(asked).not.toContain(stage.backend.origin);
    await page.close();
  });

  it('reserves space for the loading parts', async () => {
    await open({ held: new Promise(() => undefined) });
    await page.getByText('Loading payments…').waitFor({ state: 'attached' });
    expect((await page.locator(panel).boundingBox())?.height).toBeGreaterThanOrEqual(180);
  });

  it.each([
    [401, 'unauthorized', 'Session not verified', 'We couldn’t verify your session.'],
    [403, 'lead_hidden', 'No access to payments', 'Ask an administrator for access to it.'],
    [404, 'lead_unknown', 'Something went wrong', 'Kommo no longer has this lead.'],
    [409, 'of_a_later_server', 'Something went wrong', 'Try again.'],
    [503, 'kommo_unreachable', 'Can’t load payments', 'Kommo isn’t responding.'],
  ])('explains a %i by its code %s, never with the server’s English', async (status, code, title, words) => {
    const leadId = await open({ status, code });
    await sees(title);
    await sees(words);
    expect(await page.locator(panel).innerText()).not.toContain(serversEnglish);
    stage.backend.script(leadId, { view: sampleYear() });
    await page.getByRole('button', { name: 'Try again' }).click();
    await sees('€1,413.72');
  });
});

describe('copying', () => {
  it('puts the order reference on the clipboard', async () => {
    await open({ view: sampleYear({ orders: [sampleOrder()] }) });
    await page.locator('.pvf-order button').click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('ACM261120-4821-10001');
    await page.getByRole('button', { name: 'Copy', exact: true }).waitFor();
  });
});
