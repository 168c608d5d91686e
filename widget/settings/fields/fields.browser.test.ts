import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

/** The lead's fields that show payments, made or chosen by an administrator. */
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

test('a field that is there already is chosen by name; only those are offered that can hold it', async () => {
  const page = await stage.open();
  const fields = section(page, 'Fields');
  const country = fields.getByLabel('Country');
  // What Kommo has got since the last look comes a moment later.
  await country.locator('option', { hasText: 'Land' }).waitFor({ state: 'attached' });
  expect(await country.locator('option').allInnerTexts()).toEqual(['Not shown', 'Land']);
  await country.selectOption('Land');
  await fields.getByRole('button', { name: 'Save', exact: true }).click();
  await fields.getByText('Saved:').waitFor();
  await fields.getByText('Country: Land').waitFor();
  expect((await stage.saved()).fields.country).toBe(901);
});

test('the others are made in Kommo by one click, in the language of the page, and are shown at once', async () => {
  const page = await stage.open({ query: { lang: 'es' } });
  const fields = section(page, 'Campos');
  await fields.getByRole('button', { name: 'Crear 6 campos en Kommo' }).click();
  await fields.getByText('Guardado:', { exact: true }).waitFor();
  const made = stage.kommo.account().customFields.leads.map(({ name }) => name);
  expect(made).toEqual(expect.arrayContaining(['Estado del pago', 'Ingresos mensuales', 'Próximo cobro']));
  const saved = (await stage.saved()).fields;
  expect(Object.values(saved).every((id) => typeof id === 'number')).toBe(true);
  expect(saved.country).toBe(901);
  expect(await fields.getByRole('button', { name: /^Crear/ }).count()).toBe(0);

  await page.reload();
  const status = fields.getByLabel('Estado del pago');
  expect(await status.locator('option:checked').innerText()).toBe('Estado del pago');
});
