import { describe, expect, test } from 'vitest';
import {
  customer,
  noon,
  noticeFact,
  orderFact,
  refundFact,
  subscriptionFact,
} from '../../testing/server/rules/facts.ts';
import type { CustomerReference, Fact } from './fact.ts';
import { accountIdOf, identify } from './identity.ts';

const unnamed: CustomerReference = {
  fastspringAccountId: null,
  email: null,
  name: null,
  company: null,
  country: null,
  phone: null,
};
const byEmail = (email: string) => ({ ...customer, fastspringAccountId: null, email });
const byAccount = (fastspringAccountId: string) => ({ ...customer, fastspringAccountId });

const order = (payer: CustomerReference, change = {}) =>
  orderFact({ customer: payer, subscriptionId: null, ...change });
const chargeback = refundFact({ key: 'chargeback.created:case-1', customer: unnamed, subscriptionId: null });
const canceled = (payer: CustomerReference, change = {}) =>
  subscriptionFact('subscription.canceled', { customer: payer, orderId: null, ...change });

/** The customer of the first fact. */
const ownerOf = (fact: Fact, ...others: readonly Fact[]) => identify([fact, ...others]).get(fact.key);

describe('the customer of a fact', () => {
  test('is the account in the fact, even if its order names another', () => {
    const renewal = order(byAccount('acc-new'), { key: 'charge.completed:order-1', occurredAt: noon + 1 });
    expect(ownerOf(renewal, order(byAccount('acc-old')))).toBe('account:acc-new');
  });

  test('of a chargeback is the customer of its order', () => {
    expect(ownerOf(chargeback, order(byAccount('acc-anna')))).toBe('account:acc-anna');
    expect(ownerOf(chargeback, order(byEmail('Anna@acme.example')))).toBe('email:anna@acme.example');
    expect(ownerOf(chargeback)).toBeNull();
  });

  test('may come from another fact of the subscription', () => {
    expect(ownerOf(canceled(unnamed), order(byAccount('acc-anna'), { subscriptionId: 'sub-1' }))).toBe(
      'account:acc-anna',
    );
  });

  test('comes from the order before the subscription', () => {
    const gift = order(byAccount('acc-buyer'));
    const renewed = order(unnamed, { key: 'charge', subscriptionId: 'sub-1', occurredAt: noon + 1 });
    expect(ownerOf(renewed, canceled(byAccount('acc-user')), gift)).toBe('account:acc-buyer');
  });

  test('is an account from a related fact rather than an e-mail address of its own', () => {
    expect(ownerOf(canceled(byEmail('anna@acme.example')), canceled(byAccount('acc-anna'), { key: 'other' }))).toBe(
      'account:acc-anna',
    );
  });

  test('is the earliest account of several', () => {
    const earlier = order(byAccount('acc-1'), { key: 'order.payment.pending:order-1', occurredAt: noon - 2 });
    const later = order(byAccount('acc-2'), { key: 'order.completed:order-1', occurredAt: noon - 1 });
    expect(ownerOf(chargeback, later, earlier)).toBe('account:acc-1');
  });

  test('is an e-mail address in one spelling, and no text that is not an address', () => {
    expect(ownerOf(order(byEmail(' ANNA@acme.example ')))).toBe('email:anna@acme.example');
    expect(ownerOf(order(byEmail('at the desk')))).toBeNull();
    expect(ownerOf(order(byEmail('at the desk')), canceled(byEmail('a@b.example'), { orderId: 'order-1' }))).toBe(
      'email:a@b.example',
    );
  });
});

test('only the customer of an account has the id of one', () => {
  expect(accountIdOf('account:acc-anna')).toBe('acc-anna');
  expect(accountIdOf('email:anna@acme.example')).toBeNull();
});

test('facts without order and subscription are not related to each other', () => {
  const cart = (email: string): Fact => ({
    ...noticeFact('mailingListEntry.abandoned', {}),
    key: email,
    orderId: null,
    subscriptionId: null,
    customer: byEmail(email),
  });
  const identities = identify([cart('anna@acme.example'), cart('no address')]);
  expect([...identities.values()]).toEqual(['email:anna@acme.example', null]);
});
