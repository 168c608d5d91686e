import { describe, expect, test } from 'vitest';
import { readFacts } from '../../../testing/server/fastspring/read-facts.ts';

const payer = (data: object) =>
  readFacts('order.completed', { id: 'O-1', total: 5, currency: 'EUR', ...data })[0]?.customer;

const anna = {
  first: 'Anna',
  last: 'Schmidt',
  email: 'anna@acme.example',
  company: 'Acme GmbH',
  phone: '+49 30 5550100',
};
const ben = { first: 'Ben', last: 'Weber', email: 'ben@weber.example', company: 'Weber AG', phone: '+49 40 5550100' };

test('an order may describe the customer in full', () => {
  expect(payer({ account: 'A-1', customer: anna, address: { country: 'de' } })).toEqual({
    fastspringAccountId: 'A-1',
    email: 'anna@acme.example',
    name: 'Anna Schmidt',
    company: 'Acme GmbH',
    country: 'DE',
    phone: '+49 30 5550100',
  });
});

test('an order may say nothing about the customer', () => {
  const unnamed = { fastspringAccountId: null, email: null, name: null, company: null, country: null, phone: null };
  expect(payer({})).toEqual(unnamed);
  expect(
    payer({ account: null, customer: 'Anna', contact: [], recipient: 7, address: 'Berlin', recipients: {} }),
  ).toEqual(unnamed);
});

describe('the person is taken', () => {
  const account = { id: 'A-1', contact: ben };

  test.each<[string, object, string]>([
    ['from the order’s customer before its account', { customer: anna, account }, 'anna@acme.example'],
    ['from the account before the contact beside it', { account, contact: anna }, 'ben@weber.example'],
    ['from the contact before the recipient', { contact: anna, recipient: ben }, 'anna@acme.example'],
    ['from the recipient', { recipient: ben }, 'ben@weber.example'],
  ])('%s', (_where, data, email) => {
    expect(payer(data)?.email).toBe(email);
  });

  test('detail by detail: the account fills in what the customer leaves out', () => {
    expect(payer({ customer: { email: 'anna@acme.example', last: 'Schmidt' }, account })).toEqual({
      fastspringAccountId: 'A-1',
      email: 'anna@acme.example',
      name: 'Schmidt',
      company: 'Weber AG',
      country: null,
      phone: '+49 40 5550100',
    });
  });

  test('with the available parts of the name', () => {
    expect(payer({ customer: { first: 'Anna' } })?.name).toBe('Anna');
    expect(payer({ customer: { email: 'anna@acme.example' } })?.name).toBeNull();
  });
});

describe('the company is taken', () => {
  const account = { id: 'A-1', address: { company: 'Account Ltd' } };
  const address = { company: 'Address Ltd' };

  test.each<[string, object, string]>([
    ['from the person', { customer: anna, account, address }, 'Acme GmbH'],
    ['from the account’s address', { account, address }, 'Account Ltd'],
    ['from the order’s address', { address }, 'Address Ltd'],
  ])('%s', (_where, data, company) => {
    expect(payer(data)?.company).toBe(company);
  });
});

describe('the country is taken', () => {
  const account = { id: 'A-1', country: 'AT', address: { country: 'CH' } };
  const customer = { ...anna, country: 'US' };

  test.each<[string, object, string]>([
    ['from the order’s address', { address: { country: 'DE' }, account, country: 'FR', customer }, 'DE'],
    ['from the account', { account, country: 'FR', customer }, 'AT'],
    ['from the account’s address', { account: { ...account, country: null }, country: 'FR', customer }, 'CH'],
    ['from the event itself', { country: 'FR', customer }, 'FR'],
    ['from the person', { customer }, 'US'],
  ])('%s', (_where, data, country) => {
    expect(payer(data)?.country).toBe(country);
  });
});

describe('the account is taken', () => {
  const customer = { ...anna, account: 'A-customer' };
  const recipient = { ...ben, account: 'A-recipient' };
  const recipients = [
    { recipient: null },
    { recipient: { email: 'c@d.example' } },
    { recipient: { account: 'A-gift' } },
  ];

  test.each<[string, object, string]>([
    ['from its id where expansion is off', { account: 'A-1', customer, recipient, recipients }, 'A-1'],
    ['from its object', { account: { id: 'A-2', account: 'A-3' }, customer, recipient, recipients }, 'A-2'],
    ['from its object under its other name', { account: { account: 'A-3' }, customer }, 'A-3'],
    ['from the customer', { customer, recipient, recipients }, 'A-customer'],
    ['from the recipient', { recipient, recipients }, 'A-recipient'],
    ['from the first of the recipients that has one', { recipients }, 'A-gift'],
  ])('%s', (_where, data, id) => {
    expect(payer(data)?.fastspringAccountId).toBe(id);
  });

  test('recipients give only their account id: a gift may be for another person', () => {
    expect(payer({ recipients: [{ recipient: ben }] })).toMatchObject({ email: null, name: null, company: null });
  });
});
