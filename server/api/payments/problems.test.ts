import { expect, test } from 'vitest';
import { Prisma } from '../../database/generated/client.ts';
import { findProblems } from './problems.ts';

const day = 86_400_000;
const missed = new Date(Date.UTC(2026, 10, 24));
const now = new Date(missed.getTime() + 30 * day);
const accountUrl = 'https://acme.onfastspring.example/account';

const subscription = {
  ...{ accountId: 'acme', subscriptionId: 'S-1', customerId: null, state: 'deactivated', live: true, currency: 'EUR' },
  ...{ product: 'Pro plan', productPath: null, sku: null, quantity: 1, interval: 'month', intervalLength: 1 },
  ...{ price: null, monthly: null, nextChargeTotal: new Prisma.Decimal(238), startedAt: null, trialEndsAt: null },
  ...{ nextChargeAt: null, canceledAt: null, endsAt: null, overdueSince: missed, changedAt: now },
  details: { declineReason: 'EXPIRED_CARD', paymentMethod: null, initialOrderId: null, accountUrl },
};

test.each([
  ['deactivated', ['debt']],
  ['canceled', ['debt', 'ending']],
])('a debt is named with its amount, day and link once its subscription is %s', (state, kinds) => {
  const problems = findProblems([{ ...subscription, state }], [], 'en', now);
  expect(problems.map(({ kind }) => kind)).toEqual(kinds);
  expect(problems[0]).toMatchObject({
    ...{ since: missed.toISOString(), amount: '238.00', currency: 'EUR', product: 'Pro plan' },
    ...{ reason: 'the card has expired', updatePaymentUrl: accountUrl },
  });
});

test('what was paid is no debt', () => {
  expect(findProblems([{ ...subscription, overdueSince: null }], [], 'en', now)).toEqual([]);
});
