import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomer, addProduct, createStore, purchase } from '../../../testing/sandbox/fastspring/index.ts';
import { type SettingsStage, section, setSettingsStage, until } from '../testing/settings-stage.ts';

/** Payments without a lead, and an administrator's actions on them. */
let stage: SettingsStage;
const store = createStore();
const product = addProduct(store, {
  path: 'team-plan',
  name: 'Team plan',
  sku: 'TEAM-Y',
  prices: { EUR: '120.00' },
  interval: null,
});

beforeAll(async () => {
  stage = await setSettingsStage();
  // Two contacts have her address, so the lead is ambiguous.
  for (const name of ['Berta Maier', 'B. Maier (old)']) {
    const contact = stage.kommo.addContact({ name, emails: ['berta@acme.example'] });
    stage.kommo.addLead({ name: `Lead of ${name}`, contactIds: [contact.id] });
  }
  const berta = addCustomer(store, { first: 'Berta', last: 'Maier', email: 'berta@acme.example' });
  const stranger = addCustomer(store, { first: 'Jo', last: 'Unknown', email: 'jo@nowhere.example' });
  for (const customer of [berta, stranger]) {
    await stage.deliver(purchase(store, { customer, lines: [{ product, quantity: 1 }] }).events);
  }
  await until(async () => (await unmatchedEmails()).length === 2);
});
afterAll(() => stage.close());

async function unmatchedEmails(): Promise<readonly string[]> {
  const answer = JSON.stringify(await stage.askAsAdministrator('/api/v1/customers/unmatched'));
  return JSON.parse(answer).customers.map(({ email }: { email: string }) => email);
}

/** Another paying customer without a lead. */
async function addWaiting(person: Parameters<typeof addCustomer>[1]): Promise<ReturnType<typeof addCustomer>> {
  const customer = addCustomer(store, person);
  await stage.deliver(purchase(store, { customer, lines: [{ product, quantity: 1 }] }).events);
  await until(async () => (await unmatchedEmails()).includes(customer.email));
  return customer;
}

test('a payment shows the possible leads and why; one click links it, and another unlinks it again', async () => {
  const page = await stage.open();
  const unmatched = section(page, 'Unmatched');
  const berta = unmatched.getByRole('listitem').filter({ hasText: 'berta@acme.example' }).first();
  expect(await berta.innerText()).toContain('€142.80');
  expect(await berta.innerText()).toContain('Team plan');
  const candidates = berta.getByRole('list', { name: 'Leads for Berta Maier' });
  expect(await candidates.innerText()).toContain('Lead of B. Maier (old)');
  await candidates.getByRole('button', { name: 'Link to Lead of Berta Maier' }).click();
  await unmatched.getByText('Berta Maier is now linked to Lead of Berta Maier').waitFor();
  await candidates.waitFor({ state: 'detached' });
  expect(await unmatchedEmails()).toEqual(['jo@nowhere.example']);

  await unmatched.getByRole('button', { name: 'Unlink' }).click();
  await unmatched.getByText('Berta Maier is now linked to').waitFor({ state: 'detached' });
  const leadOfBerta = await unmatched.getByRole('listitem').count();
  expect(leadOfBerta).toBeGreaterThan(0);
});

test('a customer without a candidate waits, with the reason', async () => {
  const page = await stage.open();
  const jo = section(page, 'Unmatched').getByRole('listitem').filter({ hasText: 'jo@nowhere.example' });
  expect(await jo.innerText()).toContain('no contact has the email');
  expect(await jo.getByRole('button').allInnerTexts()).toEqual([
    'Find a lead',
    'Create contact and lead',
    'Not relevant',
    'Resync',
    'Erase Jo Unknown',
  ]);
});

test('only administrators can create leads, put customers aside and resync', async () => {
  const seller = stage.kommo.account().users.find(({ isAdmin, isActive }) => !isAdmin && isActive)?.id ?? 0;
  await stage.save({ access: { buyers: [seller] } });
  const page = await stage.open({ query: { user: String(seller) } });
  const jo = section(page, 'Unmatched').getByRole('listitem').filter({ hasText: 'jo@nowhere.example' });
  await jo.waitFor();
  expect(await jo.getByRole('button').allInnerTexts()).toEqual(['Find a lead']);
});

test('the automatic handling is chosen and saved', async () => {
  const page = await stage.open();
  const unmatched = section(page, 'Unmatched');
  await unmatched.getByLabel('Same company domain').selectOption('Ignore');
  await unmatched.getByLabel('If no contact matches').selectOption('Create contact and lead');
  await unmatched.getByText('including for customers already waiting here').waitFor();
  await unmatched.getByLabel('If no contact matches').selectOption('Keep waiting here');
  await unmatched.getByRole('button', { name: 'Save', exact: true }).click();
  await unmatched.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).matching.byCompanyDomain).toBe('off');
});

test('a domain is named a company’s or a provider’s, and an invalid one is refused beside its field', async () => {
  const page = await stage.open();
  const unmatched = section(page, 'Unmatched');
  await unmatched.getByLabel('Same company domain').selectOption('Link automatically');
  await unmatched.getByText('only when Kommo knows the company').waitFor();
  const [companies, providers] = ['Company domains', 'Email provider domains'].map((label) =>
    unmatched.getByLabel(label, { exact: true }),
  );
  await companies?.fill('Acme.example, anna@mail.globex.example,');
  expect(await companies?.inputValue()).toBe('Acme.example, anna@mail.globex.example,');
  await providers?.fill('dsl');
  await unmatched.getByRole('button', { name: 'Save', exact: true }).click();
  await unmatched.getByText('The format isn’t right').waitFor();
  expect(await providers?.getAttribute('aria-invalid')).toBe('true');
  await providers?.fill('dsl.example');
  await unmatched.getByRole('button', { name: 'Save', exact: true }).click();
  await unmatched.getByText('Saved:', { exact: true }).waitFor();
  expect((await stage.saved()).matching).toMatchObject({
    byCompanyDomain: 'link',
    companyDomains: ['acme.example', 'mail.globex.example'],
    providerDomains: ['dsl.example'],
  });
  expect(await companies?.inputValue()).toBe('acme.example, mail.globex.example');
  expect(await unmatched.getByRole('status').allInnerTexts()).toContainEqual(
    expect.stringContaining('Company domains: acme.example, mail.globex.example'),
  );
});

test('domains can be classified before matching by domain is on', async () => {
  await stage.save({ matching: { byCompanyDomain: 'off' } });
  const unmatched = section(await stage.open(), 'Unmatched');
  await unmatched.getByLabel('Company domains', { exact: true }).waitFor();
  await unmatched.getByLabel('Email provider domains', { exact: true }).waitFor();
});

test('a customer put aside leaves the list and the count, until that is undone', async () => {
  const page = await stage.open();
  const unmatched = section(page, 'Unmatched');
  const jo = unmatched.getByRole('listitem').filter({ hasText: 'jo@nowhere.example' });
  await jo.getByRole('button', { name: 'Mark Jo Unknown as not relevant' }).click();
  await unmatched.getByText('Jo Unknown is marked as not relevant.').waitFor();
  await jo.waitFor({ state: 'detached' });
  expect(await unmatchedEmails()).not.toContain('jo@nowhere.example');
  await unmatched.getByLabel('Show', { exact: true }).selectOption('Not relevant');
  await jo.getByText('Marked as not relevant by').waitFor();
  await jo.getByRole('button', { name: 'Undo: Jo Unknown is relevant' }).click();
  await unmatched.getByText('No customer matches these filters.').waitFor();
  await unmatched.getByLabel('Show', { exact: true }).selectOption('Waiting');
  await jo.waitFor();
  expect(await unmatchedEmails()).toContain('jo@nowhere.example');
});

test('the list is searched and filtered', async () => {
  const unmatched = section(await stage.open(), 'Unmatched');
  const jo = unmatched.getByRole('listitem').filter({ hasText: 'jo@nowhere.example' });
  await jo.waitFor();
  const words = unmatched.getByLabel('Name, email, company or order reference');
  await words.fill('nobody-has-this');
  await unmatched.getByText('No customer matches these filters.').waitFor();
  await words.fill('NOWHERE');
  await jo.waitFor();
  await unmatched.getByText('More filters').click();
  await unmatched.getByLabel('Currency').fill('usd');
  await jo.waitFor({ state: 'detached' });
  await unmatched.getByLabel('Currency').fill('eur');
  await jo.waitFor();
});

test('any lead in Kommo can be searched for and linked', async () => {
  const contact = stage.kommo.addContact({ name: 'Somebody else', emails: ['else@other.example'] });
  const lead = stage.kommo.addLead({ name: 'Quite another lead', contactIds: [contact.id] });
  // Their note may stay on that lead, so no other test needs this customer.
  const { email } = await addWaiting({ first: 'Lee', last: 'Elsewhere', email: 'lee@elsewhere.example' });
  const page = await stage.open();
  const unmatched = section(page, 'Unmatched');
  const lee = unmatched.getByRole('listitem').filter({ hasText: email });
  await lee.getByRole('button', { name: 'Find a lead for Lee Elsewhere' }).click();
  const field = lee.getByLabel('Name, ID or email of a lead or contact');
  await field.fill('nobody-has-this');
  await page.keyboard.press('Enter');
  await lee.getByText('No lead found.').waitFor();
  await field.fill('else@other.example');
  await page.keyboard.press('Enter');
  await lee.getByRole('list', { name: 'Leads found for Lee Elsewhere' }).getByText(`#${lead.id}`).waitFor();
  await lee.getByRole('button', { name: 'Link to Quite another lead' }).click();
  await unmatched.getByText('Lee Elsewhere is now linked to').waitFor();
  await unmatched.getByRole('button', { name: 'Unlink' }).click();
  await lee.waitFor();
});

test('a lead is shown before it is created; two requests create only one', async () => {
  const [page, other] = [await stage.open(), await stage.openAlone()];
  const create = (at: Page) => section(at, 'Unmatched').getByRole('button', { name: 'Yes, create' }).click();
  for (const at of [page, other]) {
    const unmatched = section(at, 'Unmatched');
    await unmatched.getByRole('button', { name: 'Create contact and lead for Jo Unknown' }).click();
    const preview = unmatched.getByRole('group', { name: 'Create contact and lead for Jo Unknown' });
    await preview.getByText('Jo Unknown, Team plan').waitFor();
    expect(await preview.getByRole('term').allInnerTexts()).toEqual([
      'Lead',
      'Pipeline and stage',
      'Responsible user',
      'Contact',
    ]);
    expect(await preview.innerText()).toContain(stage.kommo.account().pipelines[0]?.name ?? '?');
  }
  await Promise.all([create(page), create(other)]);
  for (const at of [page, other]) {
    await section(at, 'Unmatched').getByText('Jo Unknown is now linked to Jo Unknown, Team plan').waitFor();
  }
  await other.close();
  await stage.untilIdle();
  const leads = [...stage.kommo.account().leads.values()].filter(({ name }) => name === 'Jo Unknown, Team plan');
  expect(leads).toHaveLength(1);
  expect(stage.kommo.notesOf(leads[0]?.id ?? 0)).toHaveLength(1);
});

test('a waiting customer, or one found elsewhere, is erased after a question that names them', async () => {
  const customer = await addWaiting({ first: 'Kim', last: 'Later', email: 'kim@later.example' });
  const page = await stage.open();
  const unmatched = section(page, 'Unmatched');
  await unmatched.getByRole('button', { name: 'Erase Kim Later' }).click();
  await unmatched.getByText('Permanently erase Kim Later (kim@later.example)? Everything stored').waitFor();
  expect(await unmatchedEmails()).toContain(customer.email);
  await unmatched.getByRole('button', { name: 'Yes, erase permanently' }).click();
  await unmatched.getByText(`${customer.email} · `).waitFor({ state: 'detached' });
  expect(await unmatchedEmails()).not.toContain(customer.email);

  const data = section(page, 'Data');
  await data.getByLabel('Email, name or company').fill('NOWHERE.example');
  await data.getByRole('button', { name: 'Search' }).click();
  await data.getByText('jo@nowhere.example · ').waitFor();
  await data.getByRole('button', { name: 'Erase Jo Unknown' }).click();
  await data.getByRole('button', { name: 'Yes, erase permanently' }).click();
  await data.getByText('Erasing Jo Unknown.').waitFor();
  await data.getByRole('button', { name: 'Search' }).click();
  await data.getByText('No customers found.').waitFor();
});
