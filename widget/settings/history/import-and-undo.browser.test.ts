import { expect, onTestFinished, test } from 'vitest';
import { addCustomer, addProduct, purchase } from '../../../testing/sandbox/fastspring/index.ts';
import { section, setSettingsStage } from '../testing/settings-stage.ts';

test('with the real service years become payments on their leads, and are undone without a trace', async () => {
  const real = await setSettingsStage();
  onTestFinished(real.close);
  const store = real.fastspring.store;
  const monthsAgo = store.clock.now() - 100 * 86_400_000;
  const handbook = addProduct(store, {
    path: 'handbook',
    name: 'Handbook',
    sku: 'BOOK-1',
    prices: { EUR: '50.00' },
    interval: null,
  });
  for (const email of ['anna@acme.example', 'jo@nowhere.example']) {
    const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email });
    purchase(store, { customer, lines: [{ product: handbook, quantity: 1 }], at: monthsAgo });
  }
  // FastSpring keeps events for a month, so that only an import finds these.
  store.events.length = 0;
  const { username, password } = real.fastspring.api;
  await real.save({ fastspring: { apiUsername: username, apiPassword: password } });
  const card = () => real.askAsAdministrator(`/api/v1/leads/${real.lead.id}/payments`);
  const page = await real.open();
  const history = section(page, 'Import history');
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  await history.getByLabel('First day').fill(day(monthsAgo - 86_400_000));
  await history.getByLabel('Last day').fill(day(Date.now()));
  await history.getByRole('button', { name: 'Preview import' }).click();
  await history.getByText('Preview.').waitFor();
  expect(await history.innerText()).toContain('same email: 1');
  expect(await history.innerText()).toContain('no contact has their email: 1');
  expect(JSON.stringify(await card())).toContain('"orders":[]');

  await history.getByRole('button', { name: /^Import \d+ records$/ }).click();
  await history.getByText(/^Imported .*\. The panel shows it; Kommo wasn’t changed\.$/).waitFor();
  await expect.poll(async () => JSON.stringify(await card())).toContain('"total":"59.50"');
  expect(real.kommo.notesOf(real.lead.id)).toEqual([]);

  await history.getByRole('button', { name: 'Undo import' }).click();
  await history.getByRole('button', { name: 'Undo', exact: true }).click();
  await history.getByText('Undone. Everything is as it was before.').waitFor();
  expect(JSON.stringify(await card())).toContain('"orders":[]');
});
