import { expect, test } from 'vitest';
import { joinPerson } from './find-person.ts';

const customer = (customerId: string, emails: readonly string[], fastspringAccountIds: readonly string[] = []) => ({
  customerId,
  emails,
  fastspringAccountIds,
});

test('a person is every customer connected by shared addresses or FastSpring accounts, over any number of steps', () => {
  const customers = [
    customer('without account', ['old@acme.example']),
    customer('first account', ['anna@acme.example'], ['A1']),
    customer('second account', ['anna@acme.example', 'old@acme.example'], ['A2']),
    customer('account alone', [], ['A2']),
    customer('colleague', ['ben@acme.example'], ['B1']),
  ];
  expect(joinPerson({ email: 'anna@acme.example' }, customers)).toEqual({
    customerIds: ['first account', 'second account', 'account alone', 'without account'],
    emails: ['anna@acme.example', 'old@acme.example'],
    fastspringAccountIds: ['A1', 'A2'],
  });
});

test('a search by customer finds that customer, even if an address leads elsewhere', () => {
  const customers = [customer('anna', [], ['A1']), customer('ben', ['ben@acme.example'], ['B1'])];
  expect(joinPerson({ customerId: 'anna' }, customers)).toEqual({
    customerIds: ['anna'],
    emails: [],
    fastspringAccountIds: ['A1'],
  });
});

test('an address without a customer is still a person', () => {
  expect(joinPerson({ email: 'anna@acme.example' }, [customer('ben', ['ben@acme.example'])])).toEqual({
    customerIds: [],
    emails: ['anna@acme.example'],
    fastspringAccountIds: [],
  });
});
