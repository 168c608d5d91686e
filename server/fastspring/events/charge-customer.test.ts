import { describe, expect, test } from 'vitest';
import { charge, order, orderIn, subscription } from '../../../testing/server/fastspring/renewal.ts';

const anna = { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' };
const nothing = { fastspringAccountId: null, email: null, name: null, company: null, country: null, phone: null };

describe('the customer of a renewal', () => {
  const ben = {
    customer: { email: 'ben@weber.example', first: 'Ben', phone: '1', company: 'Weber AG' },
    address: { country: 'AT' },
  };
  const eva = {
    account: 'A-3',
    customer: { email: 'eva@other.example', first: 'Eva', phone: '2', company: 'Other' },
    address: { country: 'US' },
  };

  test('comes from the order, then the charge, then the subscription', () => {
    const data = {
      ...charge,
      ...ben,
      order: { ...order, account: 'A-2', customer: anna },
      subscription: { ...subscription, ...eva },
    };
    expect(orderIn(data).customer).toEqual({
      fastspringAccountId: 'A-1',
      email: 'anna@acme.example',
      name: 'Anna Schmidt',
      company: 'Weber AG',
      country: 'AT',
      phone: '1',
    });
  });

  test('comes from the subscription when order and charge have none', () => {
    expect(orderIn({ ...charge, account: null, subscription: { ...subscription, ...eva } }).customer).toEqual({
      fastspringAccountId: 'A-3',
      email: 'eva@other.example',
      name: 'Eva',
      company: 'Other',
      country: 'US',
      phone: '2',
    });
  });

  test('has the order’s account when the charge has none', () => {
    const data = { ...charge, account: null, order: { ...order, account: 'A-2' } };
    expect(orderIn(data).customer.fastspringAccountId).toBe('A-2');
  });

  test('may be missing', () => {
    expect(orderIn({ ...charge, account: null, order: 'O-2', subscription: 'S-1' }).customer).toEqual(nothing);
  });
});
