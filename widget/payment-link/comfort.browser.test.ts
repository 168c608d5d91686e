import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { offer, setLinkScene } from '../testing/link-scene.ts';
import { panel } from '../testing/panel.ts';
import { samplePaymentLink } from '../testing/sample-views.ts';

/** What the form spares its reader, and what it keeps. */
const { page: thePage, open, focused } = setLinkScene();
let page: Page;

beforeAll(() => {
  page = thePage();
});

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `Plan ${from + index}`);

it('the buyer’s data is folded while the card knows it, and unfolds for a refusal', async () => {
  const refused = { status: 400, code: 'link_invalid', fields: ['email'] };
  await open({ answers: [refused] });
  const form = page.locator(`${panel} form`);
  await form.getByText('anna@acme.example').waitFor();
  await form.getByText('Germany').waitFor();
  expect(await page.getByLabel('Email').count()).toBe(0);
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.getByText('Enter an email address, for example').waitFor();
  expect(await page.getByLabel('Email').inputValue()).toBe('anna@acme.example');
});

it('without products it says so, can be asked again and closed, and the focus is never lost', async () => {
  await open({ offers: [{ ...offer, products: [] }] });
  await page.getByText('No products found in FastSpring.').waitFor();
  expect(await focused()).toBe('Try again');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await focused()).toBe('Create payment link');
  await page.keyboard.press('Enter');
  await page.getByText('No products found in FastSpring.').waitFor();
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('Create payment link');
});

it('Escape closes the form, and what was typed is there when it is opened again', async () => {
  const drafts = await open({ answers: [samplePaymentLink()] });
  await page.getByLabel('Quantity').fill('7');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create payment link', exact: true }).click();
  expect(await page.getByLabel('Quantity').inputValue()).toBe('7');
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.getByText('The payment link is ready').waitFor();
  expect(drafts).toMatchObject([{ quantity: 7 }]);
  await page.getByRole('button', { name: 'Create another' }).click();
  expect(await page.getByLabel('Quantity').inputValue()).toBe('1');
});

it('a long list of products is searched by any words of their names', async () => {
  const products = Array.from({ length: 30 }, (_, index) => ({
    ...{ path: `plan-${index}`, name: `Plan ${index}`, price: null, currency: null, interval: null, intervalLength: 1 },
  }));
  const drafts = await open({ offers: [{ ...offer, products }], answers: [samplePaymentLink()] });
  const select = page.getByLabel('Product', { exact: true });
  const search = page.getByLabel('Search products');
  await search.fill('PLAN 2');
  expect(await select.locator('option').allInnerTexts()).toEqual(['Plan 2', 'Plan 12', ...range(20, 29)]);
  expect(await select.inputValue()).toBe('plan-2');
  await search.fill('nothing like it');
  await page.getByText('No product matches.').waitFor();
  expect(await select.inputValue()).toBe('plan-2');
  await search.fill('27');
  await search.press('Enter');
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.getByText('The payment link is ready').waitFor();
  expect(drafts).toMatchObject([{ product: 'plan-27' }]);
});
