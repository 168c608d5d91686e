import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** The checkouts of payment links, as set by an administrator. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());

test('a storefront is pasted from the browser’s address bar, and kept over a reload', async () => {
  const page = await stage.open();
  const links = section(page, 'Payment links');
  await links.getByLabel('FastSpring checkout for links').selectOption('Storefront (sessions v1)');
  await links.getByLabel('Storefront address').fill('https://Acme.onfastspring.com/shop');
  await links.getByRole('button', { name: 'Save', exact: true }).click();
  await links.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).paymentLinks).toEqual({ checkout: null, storefront: 'acme.onfastspring.com' });
  await page.reload();
  expect(await links.getByLabel('Storefront address').inputValue()).toBe('acme.onfastspring.com');
});

test('an incomplete checkout is refused beside its field', async () => {
  const page = await stage.open();
  const links = section(page, 'Payment links');
  await links.getByLabel('FastSpring checkout for links').selectOption('Checkout (sessions v2)');
  await links.getByLabel('Store ID').fill('acme');
  await links.getByLabel('Test links').check();
  await links.getByRole('button', { name: 'Save', exact: true }).click();
  await links.locator('.pvf-problem').first().waitFor();
  expect(await links.getByLabel('Checkout ID').getAttribute('aria-invalid')).toBe('true');
  await links.getByLabel('Checkout ID').fill('web-acme');
  await links.getByRole('button', { name: 'Save', exact: true }).click();
  await links.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).paymentLinks).toEqual({
    checkout: { storeId: 'acme', checkoutId: 'web-acme', live: false },
    storefront: null,
  });
});
