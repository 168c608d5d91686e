import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** The lead's fields for payments, created or chosen by an administrator. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
  stage.kommo.account().customFields.leads.push(
    { id: 901, name: 'Land', type: 'text', code: null, sort: 1, is_api_only: false, enums: null, currency: null },
    {
      id: 902,
      name: 'Vertrag',
      type: 'checkbox',
      code: null,
      sort: 2,
      is_api_only: false,
      enums: null,
      currency: null,
    },
  );
});
afterAll(() => stage.close());

test('an existing field is chosen by name; only fields of a suitable type are offered', async () => {
  const page = await stage.open();
  const fields = section(page, 'Fields');
  const country = fields.getByLabel('Country');
  // Kommo's new fields arrive a moment later.
  await country.locator('option', { hasText: 'Land' }).waitFor({ state: 'attached' });
  expect(await country.locator('option').allInnerTexts()).toEqual(['Not shown', 'Land']);
  await country.selectOption('Land');
  await fields.getByRole('button', { name: 'Save', exact: true }).click();
  await fields.getByText('Saved:', { exact: true }).waitFor();
  await fields.getByText('Country: Land').waitFor();
  expect((await stage.saved()).fields.country).toBe(901);
});

test('new fields are named before their creation, some can be left out, and the result is listed by name', async () => {
  const page = await stage.open({ query: { lang: 'es' } });
  const fields = section(page, 'Campos');
  const before = stage.kommo.account().customFields.leads.length;
  await fields.getByRole('button', { name: 'Crear 6 campos en Kommo' }).click();
  const choice = fields.getByRole('group', { name: 'Se crearán en Kommo, para todos los leads' });
  await choice.waitFor();
  expect(stage.kommo.account().customFields.leads).toHaveLength(before);
  for (const name of ['Último pago', 'Suscripción de FastSpring', 'Ingresos mensuales']) {
    await choice.getByLabel(name).uncheck();
  }
  await choice.getByRole('button', { name: 'Crear 3 campos en Kommo' }).click();
  await fields.getByText('Creados en Kommo: Estado del pago, Próximo cobro, Total pagado').waitFor();
  const saved = fields.locator('.pvf-bar-save [role=status]');
  await saved.getByText('Guardado:', { exact: true }).waitFor();
  expect(await saved.getByRole('listitem').allInnerTexts()).toEqual([
    'Estado del pago: Estado del pago',
    'Próximo cobro: Próximo cobro',
    'Total pagado: Total pagado',
  ]);
  const made = stage.kommo
    .account()
    .customFields.leads.slice(before)
    .map(({ name }) => name);
  expect(made).toEqual(['Estado del pago', 'Próximo cobro', 'Total pagado']);
  expect((await stage.saved()).fields).toMatchObject({ monthly: null, lastPaymentAt: null, subscriptionId: null });
});

test('Kommo’s invoices are turned on, with a note about the missing fields of the list', async () => {
  const page = await stage.open();
  const fields = section(page, 'Fields');
  const { catalogs } = stage.kommo.account();
  const [list] = catalogs.splice(1, 1);
  await fields.getByLabel(/^Keep Kommo’s invoices list up to date/).check();
  const save = fields.getByRole('button', { name: 'Save', exact: true }).last();
  await save.click();
  await fields.getByText('This account has no invoices list.').waitFor();
  if (list !== undefined) catalogs.push(list);
  await save.click();
  await fields.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).invoices).toBe('on');
  await stage.untilIdle();
});

test('a field that was left out is created later, in the language of the page, and is shown at once', async () => {
  const page = await stage.open({ query: { lang: 'es' } });
  const fields = section(page, 'Campos');
  await fields.getByRole('button', { name: 'Crear 3 campos en Kommo' }).click();
  const choice = fields.getByRole('group', { name: 'Se crearán en Kommo, para todos los leads' });
  await choice.getByRole('button', { name: 'Cancelar' }).click();
  await fields.getByRole('button', { name: 'Crear 3 campos en Kommo' }).click();
  await choice.getByRole('button', { name: 'Crear 3 campos en Kommo' }).click();
  await fields.getByText('Guardado:', { exact: true }).waitFor();
  const saved = (await stage.saved()).fields;
  expect(Object.values(saved).every((id) => typeof id === 'number')).toBe(true);
  expect(saved.country).toBe(901);
  expect(await fields.getByRole('button', { name: /^Crear/ }).count()).toBe(0);

  await page.reload();
  const status = fields.getByLabel('Estado del pago');
  expect(await status.locator('option:checked').innerText()).toBe('Estado del pago');
});
