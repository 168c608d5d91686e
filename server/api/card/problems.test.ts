import { describe, expect, test } from 'vitest';
import { Prisma } from '../../platform/database/generated/client.ts';
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

const problemsOf = (change: object, renewed: readonly string[] = [], language = 'en') => {
  const subscriptions = [{ ...subscription, ...change }];
  return findProblems({ subscriptions, renewedCards: new Set(renewed), recentRefunds: [] }, language, now);
};

test.each([
  ['deactivated', ['debt']],
  ['canceled', ['debt', 'ending']],
])('a debt is named with its amount, day and link once its subscription is %s', (state, kinds) => {
  const problems = problemsOf({ state });
  expect(problems.map(({ kind }) => kind)).toEqual(kinds);
  expect(problems[0]).toMatchObject({
    ...{ since: missed.toISOString(), amount: '238.00', currency: 'EUR', product: 'Pro plan' },
    ...{ reason: 'the card has expired', updatePaymentUrl: accountUrl },
  });
});

test.each(['javascript:alert(1)', 'http://acme.onfastspring.example/account'])(
  'a debt does not lead to %s',
  (address) => {
    const details = { ...subscription.details, accountUrl: address };
    expect(problemsOf({ details })[0]).toMatchObject({ kind: 'debt', updatePaymentUrl: null });
  },
);

test('what was paid is no debt', () => {
  expect(problemsOf({ overdueSince: null })).toEqual([]);
});

describe('the card', () => {
  /** On 24 December: charged on the first of the month after the next. */
  const active = (expires: string | null, change: object = {}) => ({
    ...{ state: 'active', overdueSince: null, nextChargeAt: new Date(Date.UTC(2027, 1, 1)), changedAt: missed },
    details: { accountUrl, paymentMethod: { type: 'card', brand: 'visa', last4: '4242', expires } },
    ...change,
  });

  test('that has expired is named with the last day on which it was good', () => {
    expect(problemsOf(active('2026-11'))).toEqual([
      {
        ...{ kind: 'card-expired', since: '2026-11-30T12:00:00.000Z', until: null, reason: 'Visa ••••\u00a04242' },
        ...{ amount: null, currency: null, product: 'Pro plan', orderId: null, subscriptionId: 'S-1' },
        updatePaymentUrl: accountUrl,
      },
    ]);
  });

  test('that expires before the next charge, or within 30 days, is named with its last day', () => {
    const expected = { kind: 'card-expiring', since: missed.toISOString(), until: '2026-12-31T12:00:00.000Z' };
    expect(problemsOf(active('2026-12'))).toEqual([expect.objectContaining(expected)]);
    const tomorrow = new Date(now.getTime() + day);
    expect(problemsOf(active('2026-12', { nextChargeAt: tomorrow }))).toEqual([expect.objectContaining(expected)]);
    const nextYear = new Date(Date.UTC(2027, 9, 1));
    expect(problemsOf(active('2027-08', { nextChargeAt: nextYear }))).toMatchObject([{ kind: 'card-expiring' }]);
  });

  test.each([
    ['good for the next charge', active('2027-02')],
    ['without an expiry', active(null)],
    ['of which nothing is known', active(null, { details: {} })],
    ['of a subscription that is not charged again', active('2026-11', { nextChargeAt: null })],
    ['of a test', active('2026-11', { live: false })],
  ])('%s is no problem', (_what, change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  test('that the bank renewed, as a later payment says, is no problem', () => {
    expect(problemsOf(active('2026-11'), ['S-1'])).toEqual([]);
    expect(problemsOf(active('2026-11'), ['S-2'])).toMatchObject([{ kind: 'card-expired' }]);
  });

  test('is not named twice when the last charge was declined for it', () => {
    const overdue = active('2026-11', { state: 'overdue', overdueSince: missed });
    const declined = { ...overdue, details: { ...overdue.details, declineReason: 'EXPIRED_CARD' } };
    expect(problemsOf(declined).map(({ kind }) => kind)).toEqual(['declined']);
    expect(problemsOf(overdue).map(({ kind }) => kind)).toEqual(['overdue', 'card-expired']);
  });
});
