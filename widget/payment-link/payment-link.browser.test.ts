import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentsView } from '../../server/api/card/payments-view.ts';
import type {
  PaymentLinkDraft,
  PaymentLinkOffer,
  PaymentLinkView,
} from '../../server/api/payment-links/payment-links-view.ts';
import { expectPicture, looks, takeOn } from '../testing/expect-picture.ts';
import { panel } from '../testing/panel.ts';
import { sampleCustomer, samplePaymentLink, sampleView, sampleYear } from '../testing/sample-views.ts';
import { type Stage, setStage } from '../testing/set-stage.ts';
import { keepDateStill, NOW } from '../testing/still-date.ts';

const offer: PaymentLinkOffer = {
  kinds: ['checkout', 'quote'],
  products: [
    { path: 'onboarding', name: 'Onboarding', price: '490.00', currency: 'EUR', interval: null, intervalLength: 1 },
    { path: 'pro', name: 'Pro plan', price: '99.00', currency: 'EUR', interval: 'month', intervalLength: 1 },
  ],
};

let stage: Stage;
let page: Page;
let answerLinkRequest: (route: Route) => Promise<void>;

keepDateStill();
beforeAll(async () => {
  stage = await setStage({
    context: {
      viewport: { width: 1200, height: 2000 },
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    },
    prepare: (tab) => tab.clock.setFixedTime(NOW),
  });
  page = await stage.tab();
  // Once for all tests: removing a route while the page sends a request can delay the request.
  await page.route(/\/payment-links(\/offer)?$/, (route) => answerLinkRequest(route));
});
afterAll(() => stage.close());

/** A problem of the server's, with its status. */
interface Refused {
  readonly status: number;
  readonly code: string;
  readonly fields?: readonly string[];
  readonly reason?: string;
}

interface Scene {
  readonly view?: PaymentsView;
  readonly offers?: readonly (PaymentLinkOffer | Refused)[];
  readonly answers?: readonly (PaymentLinkView | Refused)[];
}

/** Opens the form on a card; the server gives these answers about links in order, and repeats the last one. */
async function open(scene: Scene = {}): Promise<readonly PaymentLinkDraft[]> {
  const drafts = answerLinks(scene);
  await stage.switchTo(stage.addLead({ view: scene.view ?? sampleYear() }));
  await page.getByRole('button', { name: 'Payment link', exact: true }).click();
  return drafts;
}

const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.textContent ?? null);

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `Plan ${from + index}`);

function answerLinks({ offers = [offer], answers = [] }: Scene): readonly PaymentLinkDraft[] {
  const drafts: PaymentLinkDraft[] = [];
  let asked = 0;
  answerLinkRequest = (route) => {
    const request = route.request();
    const isDraft = request.method() === 'POST';
    if (isDraft) drafts.push(request.postDataJSON());
    const list: readonly (PaymentLinkOffer | PaymentLinkView | Refused)[] = isDraft ? answers : offers;
    const answer = list[Math.min(isDraft ? drafts.length - 1 : asked++, list.length - 1)];
    const status = answer !== undefined && 'status' in answer ? answer.status : 200;
    return route.fulfill({ status, headers: { 'access-control-allow-origin': '*' }, json: answer });
  };
  return drafts;
}

it('a link is made by mouse and keyboard, shown, copied, and the form can be closed', async () => {
  const drafts = await open({ answers: [samplePaymentLink()] });
  await page.getByLabel('Product').selectOption({ label: 'Pro plan · €99.00 a month' });
  await page.getByLabel('Quantity').fill('5');
  await page.getByRole('button', { name: 'Change customer details' }).click();
  expect(await page.getByLabel('E-mail').inputValue()).toBe('anna@acme.example');
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
  await page.getByRole('button', { name: 'Payment link', exact: true }).waitFor();
  expect(await focused()).toBe('Payment link');
});

it('the buyer’s data is folded while the card knows it, and unfolds for a refusal', async () => {
  const refused = { status: 400, code: 'link_invalid', fields: ['email'] };
  await open({ answers: [refused] });
  const form = page.locator(`${panel} form`);
  await form.getByText('anna@acme.example').waitFor();
  await form.getByText('Germany').waitFor();
  expect(await page.getByLabel('E-mail').count()).toBe(0);
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByText('An e-mail address such as').waitFor();
  expect(await page.getByLabel('E-mail').inputValue()).toBe('anna@acme.example');
});

it('without products it says so, can be asked again and closed, and the focus is never lost', async () => {
  await open({ offers: [{ ...offer, products: [] }] });
  await page.getByText('FastSpring has no products to sell.').waitFor();
  expect(await focused()).toBe('Try again');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await focused()).toBe('Payment link');
  await page.keyboard.press('Enter');
  await page.getByText('FastSpring has no products to sell.').waitFor();
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('Payment link');
});

it('Escape closes the form, and what was typed is there when it is opened again', async () => {
  const drafts = await open({ answers: [samplePaymentLink()] });
  await page.getByLabel('Quantity').fill('7');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Payment link', exact: true }).click();
  expect(await page.getByLabel('Quantity').inputValue()).toBe('7');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByText('The payment link is ready').waitFor();
  expect(drafts).toMatchObject([{ quantity: 7 }]);
  await page.getByRole('button', { name: 'Make another' }).click();
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
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByText('The payment link is ready').waitFor();
  expect(drafts).toMatchObject([{ product: 'plan-27' }]);
});

it('a quote asks for its values, and errors are shown beside their fields', async () => {
  const refused = { status: 400, code: 'link_invalid', fields: ['postalCode', 'email'] };
  const drafts = await open({ answers: [refused, samplePaymentLink({ kind: 'quote' })] });
  await page.getByLabel('Quote, open for 30 days').check();
  await page.getByLabel('Company').fill('Acme GmbH');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByText('A quote needs a postal code.').waitFor();
  expect(await page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Quantity').getAttribute('aria-invalid')).toBe('false');
  await page.getByLabel('Postal code').fill('10115');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByText('The quote is ready').waitFor();
  expect(drafts).toHaveLength(2);
});

it.each([
  [{ status: 409, code: 'fastspring_not_configured' }, 'An administrator enters its credentials'],
  [{ status: 503, code: 'fastspring_unreachable' }, 'FastSpring does not answer'],
  [{ status: 502, code: 'html' }, 'The server cannot be reached'],
])('%o is explained in words, and can be retried', async (refused, said) => {
  await open({ offers: [refused, offer] });
  await page.getByText(said).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByLabel('Product').waitFor();
});

it('an attempt with a lost answer is repeated under its id; a changed one is another link', async () => {
  const drafts = await open({
    answers: [{ status: 502, code: 'html' }, { status: 502, code: 'html' }, samplePaymentLink()],
  });
  const make = page.getByRole('button', { name: 'Make the link' });
  await make.click();
  await page.getByText('The server cannot be reached').waitFor();
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
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByText('FastSpring refused it. Coupon is not valid.').waitFor();
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
  es: 'Enlace de pago',
  pt: 'Link de pagamento',
  tr: 'Ödeme bağlantısı',
  id: 'Tautan pembayaran',
};

it.each(Object.keys(words))('in %s no text is missing', async (lang) => {
  await stage.open(stage.addLead({ view: sampleYear() }), { lang, width: '260' });
  answerLinks({});
  await page.getByRole('button', { name: words[lang] ?? '', exact: true }).click();
  await page.locator(`${panel} form`).waitFor();
  expect(await page.locator(panel).innerText()).not.toMatch(/undefined|\{\w+\}/);
});
