import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import type { Fact, SubscriptionDetails } from '../../ledger/fact.ts';
import { readEvent } from './index.ts';

const hour = 3_600_000;
const subscription = {
  id: 'S-1',
  state: 'ACTIVE',
  changed: at - 9 * hour,
  live: true,
  currency: 'EUR',
  account: { id: 'A-1', url: 'https://acme.onfastspring.example/account' },
  product: { product: 'pro', display: { en: 'Pro' }, sku: 'PRO-P' },
  sku: 'PRO-M',
  display: 'Pro plan',
  quantity: 2,
  price: 119,
  tags: { lead: '152464' },
  begin: at - 8 * hour,
  next: at + hour,
  nextChargeDate: at + 2 * hour,
  nextChargeTotal: 238,
  nextChargePreTax: 200,
  canceledDate: at - 7 * hour,
  deactivationDate: at + 3 * hour,
  end: at + 4 * hour,
  sequence: 3,
  intervalUnit: 'MONTH',
  intervalLength: 1,
  paymentOverdue: { sent: 1, total: 4 },
  paymentMethod: { type: 'card', cardBrand: 'visa', lastFour: '4242', expirationDate: '03/27' },
  declineReason: 'EXPIRED_CARD',
  instructions: [{ type: 'regular' }],
  initialOrderId: 'O-1',
};

function detailsIn(data: object, type = 'subscription.updated'): SubscriptionDetails {
  const [fact] = readFacts(type, { ...subscription, ...data });
  if (fact?.kind !== 'subscription') throw new Error('That states no subscription');
  return fact.subscription;
}

test('a subscription is read in full', () => {
  expect(readFacts('subscription.activated', subscription)).toEqual<Fact[]>([
    {
      kind: 'subscription',
      key: 'subscription.activated:S-1',
      type: 'subscription.activated',
      occurredAt: at - 9 * hour,
      reportedAt: at,
      live: true,
      orderId: 'O-1',
      subscriptionId: 'S-1',
      customer: {
        fastspringAccountId: 'A-1',
        email: null,
        name: null,
        company: null,
        country: null,
        phone: null,
      },
      subscription: {
        state: 'active',
        product: 'Pro plan',
        productPath: 'pro',
        sku: 'PRO-M',
        quantity: 2,
        currency: 'EUR',
        price: '119',
        nextChargeTotal: '238',
        nextChargePreTax: '200',
        interval: 'month',
        intervalLength: 1,
        startedAt: at - 8 * hour,
        nextChargeAt: at + 2 * hour,
        lastPeriod: false,
        canceledAt: at - 7 * hour,
        endsAt: at + 3 * hour,
        trial: null,
        sequence: 3,
        changedAt: at - 9 * hour,
        overdueNotices: { sent: 1, total: 4 },
        declineReason: 'EXPIRED_CARD',
        paymentMethod: { type: 'card', brand: 'visa', last4: '4242', expires: '2027-03' },
        initialOrderId: 'O-1',
        tags: { lead: '152464' },
        accountUrl: 'https://acme.onfastspring.example/account',
      },
    },
  ]);
});

test.each([
  ['03/27', '2027-03'],
  ['3/27', '2027-03'],
  ['12/2030', '2030-12'],
  [' 12 / 30 ', '2030-12'],
  ['13/30', null],
  ['00/30', null],
  ['2030', null],
  ['soon', null],
  ['12/30 or so', null],
  [null, null],
])('a card’s expiry %j is %j', (expirationDate, expires) => {
  const { paymentMethod } = detailsIn({ paymentMethod: { type: 'card', cardBrand: 'visa', expirationDate } });
  expect(paymentMethod).toEqual({ type: 'card', brand: 'visa', last4: null, expires });
});

test.each([{}, { type: null }, 'visa', null])('%j is not a payment method', (paymentMethod) => {
  expect(detailsIn({ paymentMethod }).paymentMethod).toBeNull();
});

test('missing fields of a subscription stay empty; a missing quantity is one', () => {
  const [fact] = readFacts('subscription.activated', { subscription: 'S-1' });
  const { quantity, tags, lastPeriod, ...rest } = fact?.kind === 'subscription' ? fact.subscription : detailsIn({});
  expect({ quantity, tags, lastPeriod }).toEqual({ quantity: 1, tags: {}, lastPeriod: false });
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
});

test('the subscription id is `id`, otherwise `subscription`', () => {
  expect(readFacts('subscription.updated', { ...subscription, subscription: 'S-2' })[0]?.subscriptionId).toBe('S-1');
  expect(readFacts('subscription.updated', { subscription: 'S-2' })[0]?.subscriptionId).toBe('S-2');
  expect(() => readFacts('subscription.updated', { ...subscription, id: null })).toThrow('it has no subscription id');
});

describe('a value may come from', () => {
  test.each<[string, object, Partial<SubscriptionDetails>]>([
    ['the product’s own name', { display: null }, { product: 'Pro' }],
    ['the product’s path for a name', { display: null, product: 'pro' }, { product: 'pro', productPath: 'pro' }],
    ['the product’s SKU', { sku: null }, { sku: 'PRO-P' }],
    ['the currency of the next charge', { currency: null, nextChargeCurrency: 'USD' }, { currency: 'USD' }],
    ['its own currency', { nextChargeCurrency: 'USD' }, { currency: 'EUR' }],
    ['`next` for the next charge', { nextChargeDate: null }, { nextChargeAt: at + hour }],
    ['`end` for its end', { deactivationDate: null }, { endsAt: at + 4 * hour }],
  ])('%s', (_what, data, expected) => {
    expect(detailsIn(data)).toMatchObject(expected);
  });
});

test.each(['day', 'week', 'month', 'year', 'adhoc'] as const)('it may be charged per %s', (interval) => {
  expect(detailsIn({ intervalUnit: interval }).interval).toBe(interval);
  expect(detailsIn({ intervalUnit: interval.toUpperCase() }).interval).toBe(interval);
  expect(detailsIn({ intervalUnit: `${interval}ly` }).interval).toBeNull();
});

test.each([{ sent: 1 }, { total: 4 }, {}, null, 'x'])('overdue notices %j have no count', (paymentOverdue) => {
  expect(detailsIn({ paymentOverdue }).overdueNotices).toBeNull();
});

test('zero of four overdue notices is a count', () => {
  expect(detailsIn({ paymentOverdue: { sent: 0, total: 4 } }).overdueNotices).toEqual({ sent: 0, total: 4 });
});

describe('a trial', () => {
  const terms = (trialType: string | null) => [
    { type: 'regular', periodEndDate: at },
    { type: 'trial', trialType, periodEndDate: at + hour },
  ];

  test.each<[string, object, SubscriptionDetails['trial']]>([
    ['is free', { instructions: terms('FREE_WITH_PAYMENT') }, { kind: 'free', endsAt: at + hour }],
    ['is paid', { instructions: terms('paid') }, { kind: 'paid', endsAt: at + hour }],
    ['is free by default', { instructions: terms(null) }, { kind: 'free', endsAt: at + hour }],
    ['without terms shows in the state', { state: 'trial' }, { kind: 'free', endsAt: null }],
    ['is absent without terms and state', { instructions: [null, { type: 'discounted' }] }, null],
  ])('%s', (_what, data, trial) => {
    expect(detailsIn(data).trial).toEqual(trial);
  });
});

describe('the time of the fact is', () => {
  const read = (createdAt: number | null, data: object, type = 'subscription.paused') =>
    readEvent({
      type,
      live: null,
      createdAt,
      receivedAt: at + hour,
      payload: JSON.stringify(data),
    });

  test.each<[string, number | null, object, number]>([
    ['the change, because a resend by hand is created later', at, subscription, at - 9 * hour],
    ['the change, when the event has no date', null, subscription, at - 9 * hour],
    ['the event’s creation, when the subscription has no `changed`', at, { id: 'S-1' }, at],
    ['the arrival, when there is neither', null, { id: 'S-1' }, at + hour],
  ])('%s', (_when, createdAt, data, occurredAt) => {
    expect(read(createdAt, data)).toMatchObject({ facts: [{ occurredAt, reportedAt: createdAt ?? at + hour }] });
  });

  test.each(['subscription.payment.reminder', 'subscription.trial.reminder'])(
    'the creation of a reminder (%s), where `changed` is weeks old',
    (type) => {
      expect(read(at, subscription, type)).toMatchObject({ facts: [{ occurredAt: at }] });
    },
  );
});

describe('the last period of a plan with a fixed number of them', () => {
  const next = { nextChargeDate: at + hour, next: at + hour, end: null };

  test.each<[string, object, boolean]>([
    ['none remains', { ...next, remainingPeriods: 0 }, true],
    ['the last of them runs', { ...next, sequence: 12, periods: 12 }, true],
    ['it ends before the next charge', { ...next, end: at + hour }, true],
    ['one remains', { ...next, remainingPeriods: 1, sequence: 11, periods: 12 }, false],
    ['it has no end', { ...next, periods: 0, sequence: 3 }, false],
  ])('%s', (_what, data, lastPeriod) => {
    const { nextChargeAt, nextChargeTotal, nextChargePreTax, ...details } = detailsIn(data);
    expect(details.lastPeriod).toBe(lastPeriod);
    // A failed charge of the last period is still due.
    expect([nextChargeAt, nextChargeTotal, nextChargePreTax]).toEqual([at + hour, '238', '200']);
  });
});

describe('a subscription is in test mode when', () => {
  const live = (envelope: boolean | null, own: boolean | null) =>
    readEvent({
      type: 'subscription.paused',
      live: envelope,
      createdAt: at,
      receivedAt: at,
      payload: JSON.stringify({ ...subscription, live: own }),
    });

  test.each([
    ['the event says so', false, true, false],
    ['its data says so', true, false, false],
    ['only its data says so', null, false, false],
    ['not when neither says so', null, null, true],
  ])('%s', (_what, envelope, own, expected) => {
    expect(live(envelope, own)).toMatchObject({ facts: [{ live: expected }] });
  });
});
