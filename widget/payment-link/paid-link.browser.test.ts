import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomer, addProduct, payCheckout, payQuote, purchase } from '../../testing/sandbox/fastspring/index.ts';
import { type SettingsStage, setSettingsStage } from '../settings/testing/settings-stage.ts';
import { panel } from '../testing/panel.ts';

/** From the button on the card to the payment on the same card, with everything real except Kommo and FastSpring. */
let stage: SettingsStage;

beforeAll(async () => {
  stage = await setSettingsStage();
  const prices = { EUR: '99.00', USD: '109.00' };
  addProduct(stage.fastspring.store, { path: 'pro', name: 'Pro plan', sku: 'PRO', prices, interval: null });
  const { username, password } = stage.fastspring.api;
  await stage.save({
    fastspring: { apiUsername: username, apiPassword: password },
    paymentLinks: { storefront: 'acme.onfastspring.com' },
  });
});
afterAll(() => stage.close());

const labels = { checkout: 'Checkout – pay now', quote: 'Quote – valid for 30 days' };

async function makeLink(kind: keyof typeof labels): Promise<string> {
  const page = await stage.open({ ready: panel, leadId: stage.lead.id });
  await page.getByRole('button', { name: 'Create payment link', exact: true }).click();
  await page.getByLabel(labels[kind]).check();
  // A quote asks for all of it.
  if (kind === 'checkout') await page.getByRole('button', { name: 'Change customer details' }).click();
  await page.getByLabel('Country').selectOption('DE');
  if (kind === 'quote') await page.getByLabel('Postal code').fill('10115');
  await page.getByRole('button', { name: 'Create link' }).click();
  const url = await page.locator(`${panel} a[href*="/pay/"]`).getAttribute('href');
  return url ?? '';
}

const newest = <Value>(values: Iterable<Value>): Value => {
  const last = [...values].at(-1);
  if (last === undefined) throw new Error('There is none');
  return last;
};

const notes = () => stage.kommo.notesOf(stage.lead.id).map((note) => String(note.params.text));

test('the order of a link paid by another person comes to the link’s lead, and says why', async () => {
  const { store } = stage.fastspring;
  const url = await makeLink('checkout');
  const session = newest(store.sessions.values());
  const followed = await fetch(url, { redirect: 'manual', headers: { 'sec-fetch-mode': 'navigate' } });
  expect(followed.headers.get('location')).toBe(`https://acme.onfastspring.com/session/${session.id}`);

  const { events } = payCheckout(store, session.id, 'accounting@holding.example');
  await stage.deliver(events);
  const page = await stage.open({ ready: `${panel} .pvf-order`, leadId: stage.lead.id });
  await page.getByText(/^Paid /).waitFor();
  await page.getByText('paid with this lead’s payment link').waitFor();
  expect(notes().filter((text) => text.includes(url))).toHaveLength(1);
  expect(notes().some((text) => text.startsWith('Payment received: €'))).toBe(true);
});

test('a quote comes back to its lead too', async () => {
  const { store } = stage.fastspring;
  await makeLink('quote');
  const { events } = payQuote(store, newest(store.quotes.values()));
  await stage.deliver(events);
  const page = await stage.open({ ready: `${panel} .pvf-order`, leadId: stage.lead.id });
  await expect.poll(() => page.getByText(/^Paid /).count()).toBe(2);
});

test('a forged tag links nothing', async () => {
  const { store } = stage.fastspring;
  const email = 'mallory@forgers.example';
  const { events } = purchase(store, {
    customer: addCustomer(store, { first: 'Mallory', last: 'Forger', email }),
    lines: [{ product: newest(store.products.values()), quantity: 1 }],
    currency: 'EUR',
    tags: { kommo_lead: `${stage.lead.id}.AAAAAAAAAAAAAAAAAAAAAA`, leadId: String(stage.lead.id) },
  });
  await stage.deliver(events);
  const unmatched = async () => JSON.stringify(await stage.askAsAdministrator('/api/v1/customers/unmatched'));
  await expect.poll(unmatched).toContain(email);
  // A payment's note names the payer. Those of the earlier payments may still be on their way.
  expect(notes().filter((text) => text.includes(email))).toEqual([]);
});
