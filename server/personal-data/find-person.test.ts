import { expect, test } from 'vitest';
import { joinPerson } from './find-person.ts';

const customer = (customerId: string, emails: readonly string[], fastspringAccountIds: readonly string[] = []) => ({
  customerId,
  emails,
  fastspringAccountIds,
});

test('a person is every customer that shares an address or a FastSpring account, however far', () => {
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

test('a customer is the person, whatever address leads elsewhere', () => {
  const customers = [customer('anna', [], ['A1']), customer('ben', ['ben@acme.example'], ['B1'])];
  expect(joinPerson({ customerId: 'anna' }, customers)).toEqual({
    customerIds: ['anna'],
    emails: [],
    fastspringAccountIds: ['A1'],
  });
});

test('an address of no customer is a person all the same', () => {
  expect(joinPerson({ email: 'anna@acme.example' }, [customer('ben', ['ben@acme.example'])])).toEqual({
    customerIds: [],
    emails: ['anna@acme.example'],
    fastspringAccountIds: [],
  });
});
