import type { BrowserContext, Page } from 'playwright-core';
import texts from '../../../widget/i18n/en.json' with { type: 'json' };
import type { DemoStage } from '../demo-stage.ts';
import { until } from '../settle.ts';
import { stages } from '../world.ts';
import { goTo, panelOf, patience, shows } from './browser-steps.ts';

const words = texts.paymentLink;
/** what a buyer in Great Britain pays for the bundle: £219.00 and a tax of 20 % */
const total = '£262.80';

/** Makes a payment link on the card, follows it, pays at the checkout, and waits for the card to follow. */
export async function payLink(context: BrowserContext, card: Page, stage: DemoStage): Promise<readonly string[]> {
  const { kommo, leads } = stage;
  const lead = leads.acme;
  await goTo(card, kommo.cardUrl(lead.id));
  const panel = panelOf(card);
  await panel.getByRole('button', { name: texts.panel.paymentLinks.make, exact: true }).click({ timeout: patience });
  await fillIn(card);
  await panel.getByRole('button', { name: words.make }).click();
  const link = panel.locator('a[href*="/pay/"]').first();
  await link.waitFor({ timeout: patience });

  const opened = context.waitForEvent('page', { timeout: patience });
  await link.click();
  const checkout = await opened;
  const problems = [await shows(checkout.locator('#total'), total, 'the checkout')];
  const notesBefore = kommo.notesOf(lead.id).length;
  await checkout.getByLabel('Email').fill('boss@holding.example');
  await checkout.getByRole('button', { name: `Pay ${total}` }).click({ timeout: patience });
  problems.push(await shows(checkout.locator('main'), `Paid ${total}`, 'the checkout'));
  await checkout.close();

  await until(() => kommo.notesOf(lead.id).length > notesBefore, 'the note of the paid link');
  problems.push(
    await shows(card.locator('#lead_feed'), total, 'the feed'),
    await shows(card.locator('.lead-fields'), stages.won, 'the card'),
    await shows(panel, total, 'the panel'),
  );
  return problems.filter((problem) => problem !== null).map((problem) => `Payment link: ${problem}`);
}

async function fillIn(card: Page): Promise<void> {
  const panel = panelOf(card);
  const product = panel.getByLabel(words.product, { exact: true });
  await product.waitFor({ timeout: patience });
  await product.selectOption('studio-bundle');
  const change = panel.getByRole('button', { name: words.changeBuyer });
  if (await change.isVisible()) await change.click();
  await panel.getByLabel(words.country).selectOption('GB');
}
