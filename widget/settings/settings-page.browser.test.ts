import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from '../../scripts/demo/stage.ts';
import { launchBrowser } from '../../scripts/sandbox/browser.ts';
import { sendWebhook } from '../../scripts/sandbox/fastspring/index.ts';

/** The built widget on its settings page in the sandbox, against the real service. */
let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([setStage(), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await stage.close();
});

test('an administrator copies the webhook address and saves a secret, with which FastSpring is then accepted', async () => {
  const page = await browser.newPage({ locale: 'en-US' });
  await page.goto(stage.kommo.advancedSettingsUrl());
  await page.getByText(stage.webhook.url).waitFor();
  const secret = 'typed-by-an-administrator';
  await page.getByLabel('A secret is saved').fill(secret);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The secret is saved.').waitFor();
  expect(await page.getByLabel('A secret is saved').inputValue()).toBe('');
  expect((await sendWebhook({ url: stage.webhook.url, secret, events: [] })).status).toBe(200);
  expect((await sendWebhook({ ...stage.webhook, events: [] })).status).toBe(200);
  await page.close();
});

test('who is no administrator is told so, and nothing is saved', async () => {
  const seller = stage.kommo.account().users.find((user) => !user.isAdmin && user.isActive);
  const page = await browser.newPage({ locale: 'en-US' });
  await page.goto(`${stage.kommo.advancedSettingsUrl()}?user=${seller?.id}`);
  await page.getByLabel('A secret is saved').fill('typed-by-a-seller');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Only administrators').waitFor();
  const answer = await sendWebhook({ url: stage.webhook.url, secret: 'typed-by-a-seller', events: [] });
  expect(answer.status).toBe(401);
  await page.close();
});
