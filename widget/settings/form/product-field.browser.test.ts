import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProductsView } from '../../../server/api/catalog/products-view.ts';
import { axeFindings, loadAxe } from '../../testing/axe-findings.ts';
import { type Stage, setStage } from '../../testing/set-stage.ts';
import { inUse } from '../testing/sample-answers.ts';
import { products } from '../testing/sample-catalog.ts';
import { openScripted, type ScriptedPage, scriptedTab } from '../testing/scripted-page.ts';

/** A product is found by its name and chosen, by keyboard and by pointer; any pattern may still be typed. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage(scriptedTab);
});
afterAll(() => stage.close());

const answers = { ...inUse, settings: { ...inUse.settings, products: [] } };

/** The field of a new product; the answers to its searches are `view`'s products with the words in their names. */
async function openField(view: ProductsView = products, options: ScriptedPage = {}): Promise<[Page, Locator]> {
  const page = await openScripted(stage, { ...answers, products: view }, options);
  const section = page.locator('#pvf-products');
  await section.getByRole('button', { name: 'Add product' }).click();
  return [page, section.getByRole('combobox', { name: 'SKU or product path' })];
}

/** axe's rules for the field and its list, and for what can be read in it. */
const comboboxRules = [
  ...['aria-allowed-attr', 'aria-allowed-role', 'aria-input-field-name', 'aria-required-attr'],
  ...['aria-required-children', 'aria-required-parent', 'aria-valid-attr-value'],
  ...['color-contrast', 'label', 'scrollable-region-focusable'],
];

const optionsOf = (page: Page) => page.getByRole('listbox').getByRole('option');

test('a product is chosen with the keyboard alone; Escape closes the list and nothing else', async () => {
  const [page, field] = await openField();
  expect(await field.getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.type('pro plan');
  await optionsOf(page).first().waitFor();
  expect(await field.getAttribute('aria-expanded')).toBe('true');
  expect(await optionsOf(page).allInnerTexts()).toEqual([
    'Pro plan\nPRO-M · 214 orders',
    'Handbook\nBOOK-1 · 1 order',
    'Team plan\nteam-plan · 0 orders',
  ]);
  await page.keyboard.press('ArrowDown');
  const active = await field.getAttribute('aria-activedescendant');
  expect(await page.locator(`[id="${active}"]`).innerText()).toContain('Pro plan');
  await page.keyboard.press('ArrowUp');
  expect(await field.getAttribute('aria-activedescendant')).toBeNull();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  expect(await field.inputValue()).toBe('team-plan');
  await page.getByText('Matches: Team plan').waitFor();

  await page.keyboard.press('ArrowDown');
  await optionsOf(page).first().waitFor();
  await page.keyboard.press('Escape');
  expect(await optionsOf(page).count()).toBe(0);
  expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
});

test('a product is chosen with the pointer, at 220 px as well, and axe finds nothing', async () => {
  const [page, field] = await openField(products, { width: 220 });
  await field.click();
  await optionsOf(page).first().waitFor();
  await loadAxe(page);
  expect(await axeFindings(page, comboboxRules)).toEqual([]);
  const box = await page.getByRole('listbox').boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(220);
  await optionsOf(page).getByText('Handbook').click();
  expect(await field.inputValue()).toBe('BOOK-1');
  expect(await optionsOf(page).count()).toBe(0);
});

test('a name that was typed in full means its product; a pattern stays as it is', async () => {
  const [page, field] = await openField();
  await page.keyboard.type('pro PLAN');
  await page.keyboard.press('Tab');
  expect(await field.inputValue()).toBe('PRO-M');
  await field.fill('PRO-*');
  expect(await optionsOf(page).count()).toBe(0);
  await page.keyboard.press('Tab');
  expect(await field.inputValue()).toBe('PRO-*');
});

test.each([
  ['unavailable', 'Only sold products are listed: FastSpring isn’t responding.'],
  ['refused', 'Only sold products are listed: FastSpring refused the API credentials.'],
] as const)('the list says that the catalogue is %s', async (catalogue, said) => {
  const [page, field] = await openField({ products: [], further: 0, catalogue });
  await field.fill('pro');
  await page.getByText(`No product found. Your text is saved as it is. ${said}`).waitFor();
});

test('where the products cannot be loaded the field says so, and takes any text', async () => {
  const [page, field] = await openField(products, {
    reply: ({ path }) => (path === 'catalog/products' ? { status: 500, json: { title: 'Broken' } } : undefined),
  });
  await field.fill('PRO-M');
  await page.getByText('Can’t load the products. You can still type a SKU or path.').waitFor();
  expect(await field.inputValue()).toBe('PRO-M');
});
