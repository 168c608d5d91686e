import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectPicture, looks, takeOn } from '../testing/expect-picture.ts';
import { offer, setLinkScene } from '../testing/link-scene.ts';
import { panel } from '../testing/panel.ts';
import { sampleCustomer, samplePaymentLink, sampleView, sampleYear } from '../testing/sample-views.ts';
import type { Stage } from '../testing/set-stage.ts';

const { stage: theStage, page: thePage, open, answer, focused } = setLinkScene();
let stage: Stage;
let page: Page;

beforeAll(() => {
  stage = theStage();
  page = thePage();
});

it('a link is made by mouse and keyboard, shown, copied, and the form can be closed', async () => {
  const drafts = await open({ answers: [samplePaymentLink()] });
  await page.getByLabel('Product').selectOption({ label: 'Pro plan · €99.00 a month' });
  await page.getByLabel('Quantity').fill('5');
  await page.getByRole('button', { name: 'Change customer details' }).click();
  expect(await page.getByLabel('Email').inputValue()).toBe('anna@acme.example');
  expect(await page.getByLabel('First name').inputValue()).toBe('Anna');
  expect(await page.getByLabel('Last name').inputValue()).toBe('Schmidt');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('Coupon').fill('SPRING');
  await page.keyboard.press('Enter');
  await page.getByText('The payment link is ready').waitFor();
  expect(drafts).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind: 'checkout',
      product: 'pro',
      quantity: 5,
      coupon: 'SPRING',
      email: 'anna@acme.example',
      firstName: 'Anna',
      lastName: 'Schmidt',
      company: expect.anything(),
      country: 'DE',
      postalCode: null,
    },
  ]);
  await page.getByRole('button', { name: 'Copy the link' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(samplePaymentLink().url);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Create payment link', exact: true }).waitFor();
  expect(await focused()).toBe('Create payment link');
});

it('a quote asks for its values, and errors are shown beside their fields', async () => {
  const refused = { status: 400, code: 'link_invalid', fields: ['postalCode', 'email'] };
  const drafts = await open({ answers: [refused, samplePaymentLink({ kind: 'quote' })] });
  await page.getByLabel('Quote – valid for 30 days').check();
  await page.getByLabel('Company').fill('Acme GmbH');
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.getByText('Enter a postal code; quotes require one.').waitFor();
  expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Quantity').getAttribute('aria-invalid')).toBe('false');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.getByText('The quote is ready').waitFor();
  expect(drafts).toHaveLength(2);
});

it.each([
  [{ status: 409, code: 'fastspring_not_configured' }, 'FastSpring’s API isn’t connected.'],
  [{ status: 503, code: 'fastspring_unreachable' }, 'FastSpring isn’t responding'],
  [{ status: 502 }, 'Can’t reach the server'],
])('%o is explained in words, and can be retried', async (refused, said) => {
  await open({ offers: [refused, offer] });
  await page.getByText(said).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByLabel('Product').waitFor();
});

it('an attempt with a lost answer is repeated under its id; a changed one is another link', async () => {
  const drafts = await open({
    answers: [{ status: 502 }, { status: 502 }, samplePaymentLink()],
  });
  const make = page.getByRole('button', { name: 'Create link' });
  await make.click();
  await page.getByText('Can’t reach the server').waitFor();
  await make.click();
  await expect.poll(() => drafts.length).toBe(2);
  await page.getByLabel('Quantity').fill('2');
  await make.click();
  await page.getByText('The payment link is ready').waitFor();
  const [first, again, other] = drafts.map(({ id }) => id);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

it('FastSpring’s own reason is shown, and the form keeps its values', async () => {
  await open({ answers: [{ status: 409, code: 'fastspring_refused', reason: 'Coupon is not valid.' }] });
  await page.getByLabel('Coupon').fill('WRONG');
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.getByText('FastSpring didn’t accept this. Coupon is not valid.').waitFor();
  expect(await page.getByLabel('Coupon').inputValue()).toBe('WRONG');
});

it('leaving the card closes the form', async () => {
  await open();
  await page.getByLabel('Product').waitFor();
  await page.evaluate(() => window.sandbox.leaveCard());
  expect(await page.getByLabel('Product').count()).toBe(0);
});

const someLinks = () => [
  samplePaymentLink({ state: 'open' }),
  samplePaymentLink({ id: '2', state: 'opened', since: '2026-11-19T09:00:00.000Z', quantity: 1 }),
  samplePaymentLink({ id: '3', state: 'paid', since: '2026-11-01T09:00:00.000Z', kind: 'quote' }),
  samplePaymentLink({ id: '4', state: 'expired', since: '2026-10-01T09:00:00.000Z' }),
];

describe('looks as in its picture', () => {
  beforeAll(async () => {
    await open({ view: sampleView({ customers: [sampleCustomer()], paymentLinks: someLinks() }) });
    await page.locator(`${panel} form`).waitFor();
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  });

  it.each(looks)('$theme, the form and the links, $width pixels wide', async ({ theme, width }) => {
    await takeOn(page, { theme, width });
    await expectPicture(page, page.locator(panel), `payment-links-${theme}-${width}.png`);
  });
});

const words: Readonly<Record<string, string>> = {
  es: 'Crear enlace de pago',
  pt: 'Criar link de pagamento',
  tr: 'Ödeme bağlantısı oluştur',
  id: 'Buat tautan pembayaran',
};

it.each(Object.keys(words))('in %s no text is missing', async (lang) => {
  await stage.open(stage.addLead({ view: sampleYear() }), { lang, width: '260' });
  answer({});
  await page.getByRole('button', { name: words[lang] ?? '', exact: true }).click();
  await page.locator(`${panel} form`).waitFor();
  expect(await page.locator(panel).innerText()).not.toMatch(/undefined|\{\w+\}/);
});
