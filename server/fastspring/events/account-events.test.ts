import { expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import type { Fact } from '../../ledger/fact.ts';

const contact = { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example', company: 'Acme GmbH', phone: '1' };
const account = { id: 'A-1', account: 'A-2', contact, country: 'DE' };

test('an account event is about the customer', () => {
  expect(readFacts('account.created', account)).toEqual<Fact[]>([
    {
      kind: 'customer',
      key: 'account.created:A-1',
      type: 'account.created',
      occurredAt: at,
      live: true,
      orderId: null,
      subscriptionId: null,
      customer: {
        fastspringAccountId: 'A-1',
        email: 'anna@acme.example',
        name: 'Anna Schmidt',
        company: 'Acme GmbH',
        country: 'DE',
        phone: '1',
      },
    },
  ]);
});

test('the account id is `id`, otherwise `account`', () => {
  expect(readFacts('account.created', { account: 'A-2' })).toMatchObject([
    { key: 'account.created:A-2', customer: { fastspringAccountId: 'A-2' } },
  ]);
  expect(() => readFacts('account.created', { contact })).toThrow('it has no account id');
});

test('updates are distinguished by their content', () => {
  const keyOf = (data: object) => readFacts('account.updated', data)[0]?.key;
  expect(keyOf(account)).toMatch(/^account\.updated:A-1:[0-9a-f]{16}$/);
  expect(keyOf({ ...account, language: 'de' })).toBe(keyOf(account));
  expect(keyOf({ ...account, contact: { ...contact, phone: '2' } })).not.toBe(keyOf(account));
});

test('an account from test mode is not live', () => {
  expect(readFacts('account.created', { ...account, live: false })).toMatchObject([{ live: false }]);
});
