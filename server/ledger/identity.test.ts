import { describe, expect, test } from 'vitest';
import { customer, noon, noticeFact, orderFact, refundFact, subscriptionFact } from '../rules/testing/facts.ts';
import type { CustomerReference, Fact } from './fact.ts';
import { identify } from './identity.ts';

const nobody: CustomerReference = {
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
const chargeback = refundFact({ key: 'chargeback.created:case-1', customer: nobody, subscriptionId: null });
const canceled = (payer: CustomerReference, change = {}) =>
  subscriptionFact('subscription.canceled', { customer: payer, orderId: null, ...change });

/** Whose the first of the facts is. */
const ownerOf = (fact: Fact, ...others: readonly Fact[]) => identify([fact, ...others]).get(fact.key);

describe('whose a fact is', () => {
  test('the account that it names, whatever its order says', () => {
    const renewal = order(byAccount('acc-new'), { key: 'charge.completed:order-1', occurredAt: noon + 1 });
    expect(ownerOf(renewal, order(byAccount('acc-old')))).toBe('account:acc-new');
  });

  test('a chargeback names nobody: it belongs to whoever paid the order', () => {
    expect(ownerOf(chargeback, order(byAccount('acc-anna')))).toBe('account:acc-anna');
    expect(ownerOf(chargeback, order(byEmail('Anna@acme.example')))).toBe('email:anna@acme.example');
    expect(ownerOf(chargeback)).toBeNull();
  });

  test('a fact without a name belongs to whoever has the subscription', () => {
    expect(ownerOf(canceled(nobody), order(byAccount('acc-anna'), { subscriptionId: 'sub-1' }))).toBe(
      'account:acc-anna',
    );
  });

  test('the order comes before the subscription', () => {
    const gift = order(byAccount('acc-buyer'));
    const renewed = order(nobody, { key: 'charge', subscriptionId: 'sub-1', occurredAt: noon + 1 });
    expect(ownerOf(renewed, canceled(byAccount('acc-user')), gift)).toBe('account:acc-buyer');
  });

  test('an account that the order names outranks the address that the fact has itself', () => {
    expect(ownerOf(canceled(byEmail('anna@acme.example')), canceled(byAccount('acc-anna'), { key: 'other' }))).toBe(
      'account:acc-anna',
    );
  });

  test('the first account to be named is the one', () => {
    const earlier = order(byAccount('acc-1'), { key: 'order.payment.pending:order-1', occurredAt: noon - 2 });
    const later = order(byAccount('acc-2'), { key: 'order.completed:order-1', occurredAt: noon - 1 });
    expect(ownerOf(chargeback, later, earlier)).toBe('account:acc-1');
  });

  test('an address is one however it is written, and none when it is no address', () => {
    expect(ownerOf(order(byEmail(' ANNA@acme.example ')))).toBe('email:anna@acme.example');
    expect(ownerOf(order(byEmail('at the desk')))).toBeNull();
    expect(ownerOf(order(byEmail('at the desk')), canceled(byEmail('a@b.example'), { orderId: 'order-1' }))).toBe(
      'email:a@b.example',
    );
  });
});

test('facts that name neither order nor subscription have nothing to do with each other', () => {
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
