import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStore, customerHistory } from '../../../testing/sandbox/fastspring/index.ts';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** The pipeline of each product, as set by an administrator. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
  const { events } = customerHistory(createStore());
  await stage.deliver([events.firstPurchase, events.strangersPurchase]);
});
afterAll(() => stage.close());
beforeEach(() => stage.save({ products: [], responsible: [] }));

const pipelineId = (name: string): number | undefined =>
  stage.kommo.account().pipelines.find((pipeline) => pipeline.name === name)?.id;

test('products are assigned to pipelines by name, reordered, and removed', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  await products.getByText('No products are assigned to a pipeline').waitFor();
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill('PRO-*');
  await products.getByText('Matches: Pro plan').waitFor();
  await products.getByLabel('Pipeline', { exact: true }).selectOption('Renewals');
  await products.getByRole('button', { name: 'Add product' }).click();
  await products.getByLabel('SKU or product path').fill('*');
  await products.getByText('Matches: Handbook, Pro plan').waitFor();
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('Saved:', { exact: true }).waitFor();
  await products.getByText('Added: PRO-* › Renewals').waitFor();
  expect((await stage.saved()).products).toEqual([
    { sku: 'PRO-*', pipelineId: pipelineId('Renewals') },
    { sku: '*', pipelineId: pipelineId('Sales') },
  ]);

  await page.reload();
  await products.getByRole('button', { name: 'Move up *' }).click();
  await products.getByText('New order: * › Sales; PRO-* › Renewals').waitFor();
  await products.getByRole('button', { name: 'Remove *' }).click();
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).products).toEqual([{ sku: 'PRO-*', pipelineId: pipelineId('Renewals') }]);
});

test('a pattern without a match is refused beside its field, and saved when confirmed', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  await products.getByRole('button', { name: 'Add product' }).click();
  const field = products.getByLabel('SKU or product path');
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('This field is required.').waitFor();

  await field.fill('NEXT-YEAR-*');
  await products.getByText('Doesn’t match anything sold so far.').waitFor();
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('“NEXT-YEAR-*” doesn’t match anything').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect((await stage.saved()).products).toEqual([]);
  await products.getByRole('button', { name: 'Save anyway' }).click();
  await products.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).products).toEqual([{ sku: 'NEXT-YEAR-*', pipelineId: pipelineId('Sales') }]);
});

test('a product is added, refused, corrected and saved with the keyboard alone', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await products.getByRole('button', { name: 'Add product' }).focus();
  await press('Enter');
  await page.keyboard.type('TEAM-*');
  await press('Tab');
  await page.keyboard.type('Ren');
  await press('Tab', 'Tab', 'Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Save');
  await press('Enter');
  await products.getByText('“TEAM-*” doesn’t match anything').waitFor();
  expect(await products.getByLabel('SKU or product path').evaluate((field) => field === document.activeElement)).toBe(
    true,
  );
  await press('Control+a');
  await page.keyboard.type('PRO-*');
  await press('Tab', 'Tab', 'Tab', 'Tab', 'Enter');
  await products.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).products).toEqual([{ sku: 'PRO-*', pipelineId: pipelineId('Renewals') }]);
  const outline = await products.getByRole('button', { name: 'Add product' }).evaluate((button) => {
    button.focus();
    return getComputedStyle(button).outlineStyle;
  });
  expect(outline).toBe('solid');
});

test('new leads get responsible users by name, and a user who has left is refused beside the field', async () => {
  const page = await stage.open();
  const products = section(page, 'Products');
  const users = stage.kommo.account().users;
  const [maya, tomas] = users;
  await products.getByText('No users are chosen').waitFor();
  await products.getByRole('button', { name: 'Choose for a pipeline' }).click();
  await products.getByLabel('Pipeline', { exact: true }).selectOption('Renewals');
  await products.getByLabel('Tomas Rivera').check();
  await products.getByLabel('Maya Lindqvist').check();
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('Saved:', { exact: true }).waitFor();
  await products.getByText('Added: Renewals › Tomas Rivera, Maya Lindqvist').waitFor();
  expect((await stage.saved()).responsible).toEqual([
    { pipelineId: pipelineId('Renewals'), userIds: [tomas?.id, maya?.id] },
  ]);

  Object.assign(tomas ?? {}, { isActive: false });
  await products.getByRole('button', { name: 'Choose for a pipeline' }).click();
  await products.getByLabel('Pipeline', { exact: true }).selectOption('Renewals');
  await products.getByLabel('Tomas Rivera').check();
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  await products.getByText('This pipeline is already in the list.').waitFor();
  await products.getByLabel('Pipeline', { exact: true }).selectOption('All other pipelines');
  await stage.askAsAdministrator('/api/v1/catalog?fresh=1');
  await products.getByRole('button', { name: 'Save', exact: true }).click();
  const chosen = products.getByRole('group', { name: 'Responsible users' });
  await expect
    .poll(() =>
      chosen.evaluate((group) => document.getElementById(group.getAttribute('aria-describedby') ?? '')?.textContent),
    )
    .toContain('Tomas Rivera is deactivated in Kommo.');
  Object.assign(tomas ?? {}, { isActive: true });
});
