import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** The way through the page, and out of it with unsaved changes. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.save({ products: [] }));

async function addProduct(page: Page, sku: string): Promise<void> {
  const products = section(page, 'Products');
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill(sku);
}

const navigation = (page: Page) => page.getByRole('navigation', { name: 'Sections of this page' });
const question = (page: Page) => page.getByRole('alertdialog');

test('the navigation has every section in the page’s order, stays in sight and names the present one', async () => {
  const page = await stage.open();
  const titles = await page.locator('.pvf-part[id] h2').allInnerTexts();
  const links = await navigation(page).getByRole('button').allInnerTexts();
  const plain = (text: string): string => text.replace(/[\s\d()]+$/, '');
  expect(links.map(plain)).toEqual(titles.map(plain));
  expect(links.at(-1)).toBe('Events');

  await navigation(page).getByRole('button', { name: 'Fields' }).click();
  await navigation(page).locator('[aria-current]').getByText('Fields').waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('pvf-fields');
  const bar = await navigation(page).boundingBox();
  const heading = await page.getByRole('heading', { name: 'Fields', exact: true }).boundingBox();
  expect(bar?.y).toBeGreaterThanOrEqual(0);
  expect(heading?.y).toBeGreaterThan((bar?.y ?? 0) + (bar?.height ?? 0));
});

test('a narrow page has a list of its sections instead of links', async () => {
  const page = await stage.open();
  await page.setViewportSize({ width: 240, height: 700 });
  await navigation(page).getByRole('combobox').selectOption({ label: 'Rules' });
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('pvf-rules');
  expect(await navigation(page).getByRole('button').count()).toBe(0);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('a link asks before it leaves unsaved changes; their drafts return, and no secret is ever stored', async () => {
  const page = await stage.openAlone({ query: { lead: String(stage.lead.id) } });
  const settings = page.url();
  await addProduct(page, 'PRO-*');
  await section(page, 'Connect').getByLabel('New HMAC SHA256 secret').fill('typed-and-secret');
  await page.locator('.pvf-top').getByText('Unsaved:').waitFor();

  const link = page.getByRole('link', { name: 'Back to the lead' });
  await link.click();
  await question(page).getByText('Unsaved changes: Products, Connect.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stay');
  await page.keyboard.press('Escape');
  expect(await question(page).count()).toBe(0);
  expect(page.url()).toBe(settings);
  const stored = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  expect(stored).toContain(`:${stage.kommo.account().subdomain}:products`);
  expect(stored).not.toContain('typed-and-secret');

  await link.click();
  await question(page).getByRole('button', { name: 'Leave without saving' }).click();
  await page.waitForURL(/leads.detail/);
  await page.goBack();
  await section(page, 'Products').getByText('Added: PRO-*').waitFor();
  await section(page, 'Products').getByRole('button', { name: 'Save', exact: true }).click();
  await section(page, 'Products').getByText('Saved:', { exact: true }).waitFor();
  expect(await page.evaluate(() => ({ ...sessionStorage }))).toEqual({});
  await link.click();
  await page.waitForURL(/leads.detail/);
  await page.close();
});

test('a link in another tab, a section and a reload lose nothing; the reload is asked about by the browser', async () => {
  const page = await stage.openAlone();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  expect(asked).toEqual([]);
  await addProduct(page, 'TEAM-*');
  await page.locator('.pvf-top').getByRole('button', { name: 'Products' }).last().click();
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await section(page, 'Products').getByText('Added: TEAM-*').waitFor();
  expect(await question(page).count()).toBe(0);
  await page.close();
});
