import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createStore, customerHistory, resentEvent } from '../../../testing/sandbox/fastspring/index.ts';
import { stopClock } from '../../testing/page-clock.ts';
import { type SettingsStage, section, setSettingsStage, until } from '../testing/settings-stage.ts';

/** The event log, for a reader who traces a payment. */
let stage: SettingsStage;
const eventsSchema = z.object({ events: z.array(z.unknown()) });
const { events } = customerHistory(createStore());

beforeAll(async () => {
  stage = await setSettingsStage();
  stage.kommo.account().customFields.leads.push({
    id: 901,
    name: 'Seats',
    type: 'numeric',
    code: null,
    sort: 1,
    is_api_only: false,
    enums: null,
    currency: null,
  });
  await stage.askAsAdministrator('/api/v1/catalog?fresh=1');
  // A number field takes no text: Kommo refuses this when it is written.
  const { rules } = await stage.saved();
  await stage.save({
    rules: [...rules, { on: 'subscription.canceled', fields: [{ fieldId: 901, value: 'many seats' }] }],
  });
  await stage.deliver([events.firstPurchase, events.strangersPurchase, events.cancellation]);
  await until(() => stage.kommo.notesOf(stage.lead.id).length === 2);
  await stage.untilIdle();
});
afterAll(() => stage.close());

test('every event shows its effects, and is found by type and by e-mail', async () => {
  const page = await stage.open();
  const events = section(page, 'Events');
  const list = events.getByRole('list', { name: 'Events' });
  const annas = list.getByRole('listitem').filter({ hasText: 'order.completed · anna@' });
  expect(await annas.innerText()).toContain('Moved to Subscribed');
  expect(await annas.innerText()).toContain('Sale €238.00');

  await events.getByLabel('Customer’s email').fill('nowhere');
  await annas.waitFor({ state: 'detached' });
  expect(await list.innerText()).toContain('jo@nowhere.example');
  await events.getByLabel('Customer’s email').fill('');
  await events.getByLabel('Event', { exact: true }).selectOption('Chargeback');
  await events.getByText('No events match this filter.').waitFor();
});

test('Kommo’s error is shown; failed effects are retried one by one and all together', async () => {
  const seller = stage.kommo.account().users.find(({ isAdmin, isActive }) => !isAdmin && isActive)?.id ?? 0;
  await stage.save({ access: { buyers: [seller] } });
  const onlooker = section(await stage.open({ query: { user: String(seller) } }), 'Events');
  await onlooker.getByText('Kommo rejected it').waitFor();
  expect(await onlooker.getByRole('button', { name: /^Retry/ }).count()).toBe(0);

  const page = await stage.open();
  const events = section(page, 'Events');
  await events.getByLabel('Status').selectOption('Failed');
  const failed = events.getByRole('list', { name: 'Events' }).locator('> li');
  await expect.poll(() => failed.count()).toBe(1);
  expect(await failed.innerText()).toContain('Kommo rejected it');
  expect(await failed.innerText()).toContain('Subscription canceled');

  stage.kommo.forgetRequests();
  await failed.getByRole('button', { name: /^Retry: Subscription canceled/ }).click();
  await expect.poll(() => stage.kommo.requests.filter(({ method }) => method === 'PATCH').length).toBe(1);
  await stage.untilIdle();

  await page.reload();
  stage.kommo.forgetRequests();
  await events.getByRole('button', { name: 'Retry: Seats: many seats' }).click();
  await expect.poll(() => stage.kommo.requests.filter(({ method }) => method === 'PATCH').length).toBe(1);
  await stage.untilIdle();

  const field = stage.kommo.account().customFields.leads.find(({ id }) => id === 901);
  if (field) Object.assign(field, { type: 'text' });
  await page.reload();
  await events.getByRole('button', { name: 'Retry 1 failed event' }).click();
  await events.getByRole('button', { name: 'Yes, retry' }).click();
  await events.getByText('Retrying 1 event.').waitFor();
  await stage.untilIdle();
  await page.reload();
  await events.getByText('Seats: many seats').waitFor();
  expect(await events.getByText('Kommo rejected it').count()).toBe(0);
  expect(stage.kommo.notesOf(stage.lead.id)).toHaveLength(2);
});

test('a resent event is marked, and does not claim the effects of the first one', async () => {
  await stage.deliver([resentEvent(events.firstPurchase, events.firstPurchase.created + 3_600_000)]);
  const page = await stage.open();
  const list = section(page, 'Events').getByRole('list', { name: 'Events' });
  const [latest = ''] = await list.locator('> li').allInnerTexts();
  expect(latest).toContain('Resent, already done');
  expect(latest).not.toContain('Moved to Subscribed');
  expect(await list.getByText('Moved to Subscribed').count()).toBe(1);
  const details = await list.locator('.pvf-entry-text p').allInnerTexts();
  expect(details.filter((text) => /^\s*·|·\s*(·|$)/.test(text))).toEqual([]);
});

test('more events are appended, and stay there while the page polls for news', async () => {
  const known = eventsSchema.parse(await stage.askAsAdministrator('/api/v1/events')).events;
  const page = await stage.openAlone({
    async prepare(opened) {
      await opened.clock.install();
      await opened.route('**/api/v1/events*', async (route) => {
        const isFirst = !new URL(route.request().url()).searchParams.has('cursor');
        const json = { events: known.slice(isFirst ? 0 : 1, isFirst ? 1 : 2), nextCursor: isFirst ? '1' : null };
        await route.fulfill({ response: await route.fetch(), json });
      });
    },
  });
  const clock = await stopClock(page);
  const rows = section(page, 'Events').getByRole('list', { name: 'Events' }).locator('> li');
  await section(page, 'Events').getByRole('button', { name: 'Show more' }).click();
  await rows.nth(1).waitFor();
  await clock.pass(11_000);
  expect((await clock.sent()).some(({ url }) => url.includes('/api/v1/status'))).toBe(true);
  expect(await rows.count()).toBe(2);
  await page.close();
});
