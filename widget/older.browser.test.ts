import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView } from '../server/api/card/order-view.ts';
import type { PaymentsView } from '../server/api/card/payments-view.ts';
import { daysAgo, sampleOrder, sampleYear } from './testing/sample-views.ts';
import type { Reply } from './testing/scripted-backend.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const pageSize = 100;
const now = Date.now();

/** Numbered from the oldest one, so that a new one changes no other's number. */
function storeOf(count: number) {
  const order = (number: number, changes: Partial<OrderView> = {}): OrderView =>
    sampleOrder({ id: `order-${number}`, completedAt: daysAgo(1_000 - number, now), ...changes });
  let orders = Array.from({ length: count }, (_, index) => order(count - index));
  const part = (from: number) => {
    const items = orders.slice(from, from + pageSize);
    const rest = orders.length - from - items.length;
    return { items, older: rest > 0 ? { count: rest, cursor: `1_${items.at(-1)?.id}` } : null };
  };
  return {
    view(): PaymentsView {
      const { items, older } = part(0);
      return sampleYear({ orders: items, olderOrders: older });
    },
    /** The page behind a cursor. */
    page: (cursor: string): Reply => ({ json: part(orders.findIndex(({ id }) => `1_${id}` === cursor) + 1) }),
    add: (number: number) => {
      orders = [order(number), ...orders];
    },
    change: (number: number, changes: Partial<OrderView>) => {
      orders = orders.map((each) => (each.id === `order-${number}` ? order(number, changes) : each));
    },
  };
}

type Store = ReturnType<typeof storeOf>;

/** A lead with these orders, open, with all of the newest hundred shown; and how to answer for the older ones. */
async function open(store: Store, answer: () => Reply | undefined = () => undefined) {
  const leadId = stage.addLead({ view: store.view() });
  const asked: string[] = [];
  stage.backend.answerWith(({ path, query }) => {
    if (path !== `leads/${leadId}/payments/orders`) return;
    const cursor = query.get('cursor') ?? '';
    asked.push(cursor);
    return answer() ?? store.page(cursor);
  });
  const page = await stage.switchTo(leadId);
  await page.getByRole('button', { name: 'Show 100' }).click();
  await untilShown(page, 100);
  return { leadId, page, asked, older: page.getByRole('button', { name: 'Show older payments' }) };
}

function untilShown(page: Page, count: number) {
  return page.waitForFunction((wanted) => document.querySelectorAll('.pvf-order').length === wanted, count);
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

it('older payments are added in place, with what is open and the focus where they were', async () => {
  const { page, asked, older } = await open(storeOf(250));
  expect(await page.getByRole('heading', { name: 'Orders' }).innerText()).toContain('250');
  const first = page.locator('.pvf-order .pvf-row').first();
  await first.click();

  await older.focus();
  await page.keyboard.press('Enter');
  await untilShown(page, 200);
  expect(asked).toEqual(['1_order-151']);
  expect(await first.getAttribute('aria-expanded')).toBe('true');
  expect(await focused(page)).toBe('Show older payments');
  expect(await page.getByRole('status').filter({ hasText: '100 more shown' }).count()).toBe(1);

  await page.keyboard.press('Enter');
  await untilShown(page, 250);
  expect(await older.count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Orders');
  expect(await page.getByRole('button', { name: 'Show fewer' }).count()).toBe(1);
});

it('a payment that arrives neither repeats an order nor loses one, and changes of older ones are shown', async () => {
  const store = storeOf(250);
  const { leadId, page, older } = await open(store);
  await older.click();
  await untilShown(page, 200);
  store.add(251);
  store.change(60, { refunded: '238.00' });
  stage.backend.script(leadId, { view: store.view() });
  // Not fewer than before, and by whole pages.
  await untilShown(page, 251);
  const refunded = page.locator('.pvf-order').filter({ hasText: '−€238.00' });
  await refunded.waitFor();
  expect(await older.count()).toBe(0);
});

it('what fails is said, and can be tried again', async () => {
  let fails = true;
  const answer = () => (fails ? { status: 503, json: { code: 'busy' } } : undefined);
  const { page, older } = await open(storeOf(120), answer);
  await older.click();
  await page.getByRole('alert').filter({ hasText: 'Check your connection' }).waitFor();
  fails = false;
  await older.click();
  await untilShown(page, 120);
  expect(await page.getByRole('alert').count()).toBe(0);
});
