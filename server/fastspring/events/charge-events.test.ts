import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';
import { charge, completed, hour, order, orderIn, subscription } from '../../../testing/server/fastspring/renewal.ts';

describe('a renewal', () => {
  test('is a completed order and a snapshot of its subscription', () => {
    const [paid, shown, ...more] = readFacts(completed, charge);
    expect(paid).toMatchObject({
      kind: 'order',
      key: 'charge.completed:O-2',
      type: completed,
      occurredAt: at - 2 * hour,
      live: true,
      orderId: 'O-2',
      subscriptionId: 'S-1',
      state: 'completed',
      orderKind: 'renewal',
      order: { reference: 'ACM251120-1043', total: '238', tax: '38', items: [{ product: 'Pro plan' }] },
      subscription: { product: 'Pro plan', price: '119', sequence: 2 },
    });
    expect(shown).toMatchObject({
      kind: 'snapshot',
      key: 'charge.completed:O-2/S-1',
      type: completed,
      occurredAt: at - 2 * hour,
      live: true,
      orderId: null,
      subscriptionId: 'S-1',
      subscription: { product: 'Pro plan' },
    });
    expect(more).toEqual([]);
  });

  test('without expansion has only ids and the charge’s own total', () => {
    const facts = readFacts(completed, { ...charge, order: 'O-2', subscription: 'S-1' });
    expect(facts).toMatchObject([
      { kind: 'order', orderId: 'O-2', subscriptionId: 'S-1', subscription: null, orderKind: 'renewal' },
      { kind: 'snapshot', key: 'charge.completed:O-2/S-1', subscription: null },
    ]);
    expect(orderIn({ ...charge, order: 'O-2' }).order).toEqual({
      ...{
        reference: null,
        currency: 'EUR',
        total: '238',
        tax: null,
        discount: '0',
        payoutCurrency: null,
        payoutTotal: null,
      },
      ...{ country: null, invoiceUrl: null, payment: null, items: [], tags: {}, quoteId: null, reason: null },
    });
  });

  test.each([
    ['is not known where its order is not shown', { order: 'O-2' }, null],
    ['is not known where its order does not say it', { order: { ...order, tax: null } }, null],
    ['is none where it says so', { order: { ...order, tax: 0 } }, '0'],
    ['is none where nothing was paid', { order: 'O-2', total: 0 }, '0'],
  ])('the tax of a renewal %s', (_what, change, tax) => {
    expect(orderIn({ ...charge, ...change }).order.tax).toBe(tax);
  });

  test('keeps the items of an order without a total', () => {
    const { order: shown } = orderIn({ ...charge, order: { ...order, total: null } });
    expect(shown).toMatchObject({ reference: null, total: '238', items: [{ product: 'Pro plan', total: '200' }] });
  });

  test.each<[string, object, string]>([
    ['no amount at all', { ...charge, order: 'O-2', total: null }, 'it has no total or no currency'],
    ['an amount in no currency', { ...charge, order: 'O-2', currency: null }, 'it has no total or no currency'],
    ['neither order nor subscription', { ...charge, order: null, subscription: null }, 'neither its order nor'],
    ['a subscription, but no period', { subscription: 'S-1', total: 5, currency: 'EUR' }, 'neither its order nor'],
  ])('with %s cannot be read', (_what, data, reason) => {
    expect(() => readFacts(completed, data)).toThrow(reason);
  });

  test.each<[string, object, string]>([
    ['its order', charge, 'O-2'],
    ['its order’s `order`', { ...charge, order: { ...order, id: null, order: 'O-3' } }, 'O-3'],
    ['subscription and time', { ...charge, order: null }, `S-1:${at - 2 * hour}`],
    [
      'subscription and time, when the order has no id',
      { ...charge, order: { ...order, id: null } },
      `S-1:${at - 2 * hour}`,
    ],
    ['subscription and period', { ...charge, order: null, timestamp: null }, 'S-1:2'],
    [
      'group and period',
      {
        ...charge,
        order: null,
        timestamp: null,
        subscription: null,
        cotermGroupId: 'G-1',
        subscriptions: [{ id: 'S-1' }],
      },
      'G-1:2',
    ],
  ])('takes its order id from %s', (_what, data, orderId) => {
    expect(orderIn(data)).toMatchObject({ orderId, key: `charge.completed:${orderId}` });
  });

  test.each<[string, object, string | null]>([
    ['the subscription', charge, 'S-1'],
    ['the subscription’s `subscription`', { ...charge, subscription: { subscription: 'S-2' } }, 'S-2'],
    [
      'the group’s first subscription',
      { ...charge, subscription: null, cotermGroupPrimarySubscription: 'S-3', cotermGroupId: 'G-1' },
      'S-3',
    ],
    [
      'the first member of the group',
      {
        ...charge,
        subscription: null,
        cotermGroupId: 'G-1',
        subscriptions: [null, {}, { id: 'S-4', state: 'active' }],
      },
      'S-4',
    ],
    ['no group, which is no subscription', { ...charge, subscription: null, cotermGroupId: 'G-1' }, null],
    ['no subscription', { ...charge, subscription: null }, null],
  ])('pays for %s', (_what, data, subscriptionId) => {
    expect(orderIn(data).subscriptionId).toBe(subscriptionId);
    expect(readFacts(completed, data)).toHaveLength(subscriptionId === null ? 1 : 2);
  });

  test.each<[string, object, number]>([
    ['when the charge says', charge, at - 2 * hour],
    ['when the order changed', { ...charge, timestamp: null }, at - hour],
    ['when the event was created', { ...charge, timestamp: null, order: 'O-2' }, at],
  ])('happened %s', (_when, data, occurredAt) => {
    expect(orderIn(data).occurredAt).toBe(occurredAt);
  });

  test.each<[string, object, boolean]>([
    ['nowhere', charge, true],
    ['of the charge', { ...charge, live: false }, false],
    ['of the order', { ...charge, order: { ...order, live: false } }, false],
    ['of the subscription', { ...charge, subscription: { ...subscription, live: false } }, false],
    ['of a member of its group', { ...charge, subscriptions: [null, { id: 'S-2', live: false }] }, false],
  ])('is a test when marked so %s', (_where, data, live) => {
    expect(readFacts(completed, data)[0]?.live).toBe(live);
  });

  test.each<[string, object, string]>([
    ['a renewal', charge, 'renewal'],
    [
      'a charge of a managed subscription',
      { ...charge, subscription: { ...subscription, intervalUnit: 'adhoc' } },
      'managed_charge',
    ],
    [
      'a managed charge by its transaction type',
      { ...charge, order: { ...order, acquisitionTransactionType: 'MANAGED_REBILL' } },
      'managed_charge',
    ],
    [
      'the proration of a change',
      { ...charge, order: { ...order, acquisitionTransactionType: 'REBILL_PRORATION' } },
      'proration',
    ],
    [
      'a renewal by its transaction type',
      { ...charge, order: { ...order, acquisitionTransactionType: 'REBILL' } },
      'renewal',
    ],
  ])('may be %s', (_what, data, orderKind) => {
    expect(orderIn(data).orderKind).toBe(orderKind);
  });

  test.each<[string, object, boolean]>([
    ['a state', { id: 'S-1', state: 'active' }, true],
    ['a product', { id: 'S-1', product: 'pro' }, true],
    ['a price', { id: 'S-1', price: 5 }, true],
    ['nothing but an id', { id: 'S-1', sequence: 2 }, false],
  ])('has subscription details if there is %s', (_what, shown, isShown) => {
    expect(orderIn({ ...charge, subscription: shown }).subscription !== null).toBe(isShown);
  });
});
