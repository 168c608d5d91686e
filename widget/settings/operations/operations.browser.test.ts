import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore, customerHistory, sendWebhook } from '../../../testing/sandbox/fastspring/index.ts';
import { type SettingsStage, section, setSettingsStage, until } from '../testing/settings-stage.ts';

/** An administrator's tools against problems: pausing, resuming, and checking a customer again. */
let stage: SettingsStage;
const { events } = customerHistory(createStore());

beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());

test('writing is paused with a visible reason, and waiting effects are written on resuming', async () => {
  const page = await stage.open();
  const operations = section(page, 'Operations');
  const start = operations.getByRole('button', { name: 'Pause writing' });
  expect(await start.isDisabled()).toBe(true);
  await operations.getByLabel('Reason for the pause').fill('x'.repeat(501));
  await start.click();
  await operations.getByText('Enter a reason of up to 500 characters.').waitFor();
  await operations.getByLabel('Reason for the pause').fill('Stages are being renamed');
  await start.click();
  await operations.getByText(/^Paused by Maya Lindqvist (.*): Stages are being renamed$/).waitFor();

  await sendWebhook({ ...stage.webhook, events: [events.firstPurchase] });
  await until(async () => /"effects":[1-9]/.test(JSON.stringify(await stage.askAsAdministrator('/api/v1/status'))));
  expect(stage.kommo.notesOf(stage.lead.id)).toEqual([]);

  await stage.open();
  // Also for readers who may change nothing.
  await section(page, 'Connect').getByText('Stages are being renamed').waitFor();
  await operations.getByText(/changes? (is|are) waiting/).waitFor();
  await operations.getByRole('button', { name: 'Resume writing' }).click();
  await operations.getByLabel('Reason for the pause').waitFor();
  await until(() => stage.kommo.notesOf(stage.lead.id).length === 1);
  await stage.untilIdle();
});

test('a customer is found by a part of the address and resynced, and gets no second note', async () => {
  const page = await stage.open();
  const operations = section(page, 'Operations');
  const search = async (words: string) => {
    await operations.getByLabel('Email, name or company').fill(words);
    await operations.getByRole('button', { name: 'Search' }).click();
  };
  await search('nobody@');
  await operations.getByText('No customers found.').waitFor();
  await search('anna@');
  const found = operations.getByRole('list', { name: 'Customers found' }).getByRole('listitem');
  await expect.poll(() => found.count()).toBe(1);
  stage.kommo.forgetRequests();
  await found.getByRole('button', { name: /^Resync Anna/ }).click();
  await found.getByText('Resync started.').waitFor();
  await until(() => stage.kommo.requests.some(({ path }) => path.includes('/leads')));
  await stage.untilIdle();
  expect(stage.kommo.notesOf(stage.lead.id)).toHaveLength(1);
});
