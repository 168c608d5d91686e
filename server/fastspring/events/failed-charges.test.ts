import { describe, expect, test } from 'vitest';
import { at, readFacts } from '../../../testing/server/fastspring/read-facts.ts';

const hour = 3_600_000;
const failed = 'subscription.charge.failed';
const subscription = { id: 'S-1', state: 'active', display: 'Pro plan', price: 119, currency: 'EUR', sequence: 2 };

describe('a failed charge', () => {
  const data = {
    reason: 'EXPIRED_CARD',
    account: 'A-1',
    subscription: { ...subscription, initialOrderId: 'O-1', nextChargeDate: at + hour },
  };

  test('is read in full', () => {
    expect(readFacts(failed, data)).toMatchObject([
      {
        kind: 'charge_failed',
        key: `subscription.charge.failed:S-1:2:${at + hour}:EXPIRED_CARD`,
        type: failed,
        occurredAt: at,
        live: true,
        orderId: 'O-1',
        subscriptionId: 'S-1',
        customer: { fastspringAccountId: 'A-1' },
        reason: 'EXPIRED_CARD',
        subscription: { product: 'Pro plan' },
      },
    ]);
  });

  test('without expansion uses the day as the period', () => {
    expect(readFacts(failed, { reason: 'DECLINED', subscription: 'S-1' }, Date.UTC(2026, 10, 20, 23))).toMatchObject([
      { key: 'subscription.charge.failed:S-1:2026-11-20:DECLINED', orderId: null, subscription: null },
    ]);
  });

  test('reported late, with a subscription paid since, does not count for the next period', () => {
    const paidSince = { ...subscription, changed: at - 2 * hour, nextChargeDate: at + hour };
    const keyOf = (shown: object) => readFacts(failed, { reason: 'DECLINED', subscription: shown })[0]?.key;
    expect(keyOf(paidSince)).toBe(`${failed}:S-1:before:2:${at + hour}:DECLINED`);
    expect(keyOf({ ...paidSince, state: 'overdue' })).toBe(`${failed}:S-1:2:${at + hour}:DECLINED`);
    expect(keyOf({ ...paidSince, nextChargeDate: at })).toBe(`${failed}:S-1:2:${at}:DECLINED`);
    expect(keyOf({ ...paidSince, nextChargeDate: null })).toBe(`${failed}:S-1:2::DECLINED`);
  });

  test.each<[string, object, string | null]>([
    ['the charge', data, 'EXPIRED_CARD'],
    ['the subscription', { subscription: { ...subscription, declineReason: 'DECLINED' } }, 'DECLINED'],
    ['nowhere', { subscription: 'S-1' }, null],
  ])('takes the reason from %s', (_source, given, reason) => {
    expect(readFacts(failed, given)).toMatchObject([{ reason }]);
  });

  test('of a group is filed under its first member, and known by the group', () => {
    const group = { cotermGroupId: 'G-1', reason: 'DECLINED', timestamp: at };
    const type = 'subscription.group.payment.charge.failed';
    expect(readFacts(type, { ...group, subscriptions: [null, { id: 'S-2' }] })[0]).toMatchObject({
      key: `${type}:G-1:${new Date(at).toISOString().slice(0, 10)}:DECLINED:${at}`,
      subscriptionId: 'S-2',
    });
    expect(readFacts(type, group)).toMatchObject([{ subscriptionId: 'G-1' }]);
  });

  test('uses `next` as the period in the older shape, or nothing', () => {
    const older = { ...subscription, next: at };
    expect(readFacts(failed, { subscription: older })[0]?.key).toBe(`${failed}:S-1:2:${at}:`);
    expect(readFacts(failed, { subscription: { id: 'S-1', state: 'overdue' } })[0]?.key).toBe(`${failed}:S-1:::`);
  });

  test.each<[string, object, number]>([
    ['the charge', { ...data, timestamp: at - hour }, at - hour],
    ['the last edit of its subscription', { subscription: { ...subscription, changed: at - hour } }, at - hour],
    [
      'the event where that edit is from before the charge was due',
      { subscription: { ...subscription, changed: at - 2 * hour, next: at - hour } },
      at,
    ],
    ['the event where nothing else is known', { subscription: 'S-1' }, at],
  ])('is dated by %s', (_what, given, occurredAt) => {
    expect(readFacts(failed, given)[0]).toMatchObject({ occurredAt, reportedAt: at });
  });

  test.each<[string, object]>([
    ['the charge', { ...data, live: false }],
    ['the subscription', { ...data, subscription: { ...subscription, live: false } }],
    ['a member of its group', { ...data, subscriptions: [{ id: 'S-2', live: false }] }],
  ])('is a test when %s is', (_what, given) => {
    expect(readFacts(failed, given)[0]?.live).toBe(false);
  });
});
