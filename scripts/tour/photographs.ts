import type { Browser, Locator, Page } from 'playwright-core';
import type { Stage } from '../demo/stage.ts';
import { createStory, deliver } from './story.ts';
import type { Language, Words } from './words.ts';

/** The product at work, as PNGs. */
export interface Photographs {
  /** the panel down to its orders, and the rest of it */
  readonly panel: readonly [Buffer, Buffer];
  readonly rules: Buffer;
  readonly deal: Buffer;
}

/** Plays the customer's history on the stage and takes its pictures in this language. */
export async function takePhotographs(
  { browser, stage, now }: { browser: Browser; stage: Stage; now: Date },
  language: Language,
  words: Words,
): Promise<Photographs> {
  const page = await browser.newPage({
    viewport: { width: 1060, height: 1800 },
    locale: language,
    timezoneId: 'Europe/Berlin',
  });
  await page.clock.setFixedTime(now);
  const story = createStory(stage.fastspring.store, words);

  await deliver(stage, story.bought);
  await page.goto(`${stage.cardUrl}?width=340`);
  await panelOf(page).locator('.pvf-order').first().waitFor();
  const deal = await photographDeal(page);

  await deliver(stage, story.since);
  await page.reload();
  await panelOf(page).locator('.pvf-order').nth(2).waitFor();
  const panel = await photographPanel(page);

  await page.setViewportSize({ width: 700, height: 1800 });
  await page.goto(stage.kommo.advancedSettingsUrl());
  const rules = page.locator('#pvf-rules');
  await rules.waitFor();
  const photographs = { panel, rules: await rules.screenshot(), deal };
  await page.close();
  return photographs;
}

const panelOf = (page: Page): Locator => page.locator('.payments-via-fastspring');

async function photographDeal(page: Page): Promise<Buffer> {
  await page.locator('#lead_feed article').nth(2).waitFor();
  await hideWhatVaries(page.locator('#lead_feed'));
  return page.locator('#card_holder').screenshot();
}

async function photographPanel(page: Page): Promise<[Buffer, Buffer]> {
  const panel = panelOf(page);
  await keepTimeStill(panel.locator('.pvf-refresh span'));
  const whole = await panel.boundingBox();
  const orders = await panel.locator('section:has(.pvf-order)').first().boundingBox();
  if (!whole || !orders) throw new Error('The panel is not shown');
  const { x, width } = whole;
  const end = whole.y + whole.height;
  const middle = orders.y - 12;
  const upper = await page.screenshot({ clip: { x, width, y: whole.y, height: middle - whole.y } });
  const lower = await page.screenshot({ clip: { x, width, y: middle, height: end - middle } });
  return [upper, lower];
}

/** The same picture every time: no time of day, and fixed ids. */
async function hideWhatVaries(feed: Locator): Promise<void> {
  const marks = ['k3v9m2qa', 'p7d4x1ze', 'h5t8c6wn'];
  const still = (await feed.innerHTML())
    .replaceAll(/ · \d{1,2}[:.]\d\d[:.]\d\d[^<]*/g, '')
    .replaceAll(/\[fs:\w+\]/g, () => `[fs:${marks.shift()}]`)
    .replaceAll(/BLU\d{6}-\d+-\d+/g, 'BLU260612-4821-10001')
    .replaceAll(/(?<= )[\w-]{22}(?= )/g, 'wL3vQm7pTk2sXc9RbN4yHg');
  await feed.evaluate((element, html) => {
    element.innerHTML = html;
  }, still);
}

/** A slow machine takes longer than the minute in which the pictures are taken. */
async function keepTimeStill(time: Locator): Promise<void> {
  const still = (await time.innerText()).replace(/(\d[:.])\d\d/, '$100');
  await time.evaluate((element, text) => {
    element.textContent = text;
  }, still);
}
